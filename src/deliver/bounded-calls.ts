import type { Clock } from '../util/clock.js';
import { scheduleDeadline } from '../util/deadline.js';
import { BEFORE_REQUEST } from './classify-error.js';

/** A call without an answer so far. */
export interface Call {
  readonly signal: AbortSignal;
  /** Region, endpoint and credentials have been found, as far as the client shows it. */
  isReady: boolean;
}

interface OpenCall extends Call {
  readonly since: number;
  /** A connection that was used before may be dead, and nothing shows it. */
  readonly mayReuse: boolean;
  fail(message: string): void;
}

/** Calls that each end within their time, whatever they wait for. */
export interface BoundedCalls {
  run<T>(work: (call: Call) => Promise<T>): Promise<T>;
  /** Fails calls that have had no answer for that long and may use a connection that was used before. */
  failOld(olderThanMillis: number): void;
  failAll(message: string): void;
}

export function createBoundedCalls(clock: Clock, timeoutMillis: number): BoundedCalls {
  const open = new Set<OpenCall>();
  let wasAnswered = false;

  function failEach(message: string, isMeant: (call: OpenCall) => boolean): void {
    for (const call of open) if (isMeant(call)) call.fail(message);
  }

  async function attempt<T>(call: Call, work: (call: Call) => Promise<T>): Promise<T> {
    try {
      const result = await work(call);
      wasAnswered = true;
      return result;
    } catch (error) {
      if (!call.isReady) markBeforeRequest(error);
      throw error;
    }
  }

  return {
    run: (work) =>
      new Promise((resolve, reject) => {
        const controller = new AbortController();
        const call: OpenCall = {
          since: clock.elapsed(),
          mayReuse: wasAnswered,
          signal: controller.signal,
          isReady: true,
          // Ends the wait itself: a credential provider, for example, ignores the abort signal.
          fail(message) {
            const error = new Error(message);
            error.name = 'TimeoutError';
            if (!call.isReady) markBeforeRequest(error);
            reject(error);
            controller.abort(error);
          },
        };
        const timeUp = (): void => {
          const missing = call.isReady ? 'answer' : 'credentials';
          call.fail(`no ${missing} within ${timeoutMillis} ms (requestTimeoutMillis)`);
        };
        const cancel = scheduleDeadline(clock, timeUp, timeoutMillis);
        open.add(call);
        attempt(call, work)
          .then(resolve, reject)
          .finally(() => {
            cancel();
            open.delete(call);
          });
      }),
    failOld(olderThanMillis) {
      const until = clock.elapsed() - olderThanMillis;
      failEach(
        'no answer in half of the time of a flush, so the call is repeated',
        ({ mayReuse, since }) => mayReuse && since <= until,
      );
    },
    failAll: (message) => failEach(message, () => true),
  };
}

/** Anything can be thrown; an error that cannot be marked counts as an error of the call. */
function markBeforeRequest(error: unknown): void {
  try {
    Object.defineProperty(error, BEFORE_REQUEST, { value: true });
  } catch {
    // Frozen, or not an object.
  }
}
