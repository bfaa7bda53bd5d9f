interface Waiter {
  readonly count: number;
  readonly resolve: () => void;
  readonly reject: (reason: string) => void;
}

/** Callers that wait for events to be stored. */
export interface Waiters {
  waitFor(count: number, timeoutMillis: number): Promise<void>;
  /** Ends the waits that are fulfilled. */
  notify(): void;
  /** Ends the waits that can no longer be fulfilled. */
  close(): void;
}

/** A longer time would end a timer of Node at once: about 25 days. */
const MAX_TIMER_MILLIS = 2 ** 31 - 1;

const CLOSED = 'before the server closed';

export function createWaiters(arrived: () => number, summary: () => string): Waiters {
  const waiters = new Set<Waiter>();
  let isClosed = false;
  return {
    waitFor(count, timeoutMillis) {
      if (arrived() >= count) return Promise.resolve();
      return new Promise((resolve, reject) => {
        // Not unref'd: a test that waits for events must fail when they do not come, not exit silently.
        const timer = setTimeout(
          () => waiter.reject(`within ${timeoutMillis} ms`),
          Math.min(timeoutMillis, MAX_TIMER_MILLIS),
        );
        const settle = (): void => {
          clearTimeout(timer);
          waiters.delete(waiter);
        };
        const waiter: Waiter = {
          count,
          resolve() {
            settle();
            resolve();
          },
          reject(reason) {
            settle();
            reject(new Error(`Expected ${count} events ${reason}, got ${summary()}`));
          },
        };
        if (isClosed) waiter.reject(CLOSED);
        else waiters.add(waiter);
      });
    },
    notify() {
      if (waiters.size === 0) return;
      const total = arrived();
      for (const waiter of waiters) {
        if (total >= waiter.count) waiter.resolve();
      }
    },
    close() {
      isClosed = true;
      for (const waiter of waiters) waiter.reject(CLOSED);
    },
  };
}
