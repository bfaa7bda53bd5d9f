/** Waits until all up to an arrival have gone. */
interface Waiter {
  readonly arrival: number;
  readonly resolve: () => void;
}

/** Those who wait for events to go. */
export interface ArrivalWaiters {
  /** Resolves once every event up to this arrival has gone; never, after the signal. */
  wait(arrival: number, signal?: AbortSignal): Promise<void>;
  /** Some events have gone. */
  look(): void;
}

export function createArrivalWaiters(oldestArrival: () => number): ArrivalWaiters {
  const waiters = new Set<Waiter>();

  return {
    wait: (arrival, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return;
        const waiter = { arrival, resolve };
        waiters.add(waiter);
        signal?.addEventListener('abort', () => waiters.delete(waiter));
      }),

    look() {
      // To look for the oldest is dear with many streams, and most often nobody waits.
      if (waiters.size === 0) return;
      const oldest = oldestArrival();
      for (const waiter of waiters) {
        if (waiter.arrival >= oldest) continue;
        waiters.delete(waiter);
        waiter.resolve();
      }
    },
  };
}
