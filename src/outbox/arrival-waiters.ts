import { joinWaiters } from '../util/join-waiters.js';

/** Waits until all events up to an arrival are acknowledged or dropped. */
interface Waiter {
  readonly arrival: number;
  readonly resolve: () => void;
}

/** The current waits. */
export interface ArrivalWaiters {
  /** Resolves once every event up to this arrival is acknowledged or dropped; never, after the signal. */
  wait(arrival: number, signal?: AbortSignal): Promise<void>;
  /** Some events were acknowledged or dropped. */
  wake(): void;
}

export function createArrivalWaiters(oldestArrival: () => number): ArrivalWaiters {
  const waiters = new Set<Waiter>();

  return {
    wait: (arrival, signal) => joinWaiters(waiters, (resolve) => ({ arrival, resolve }), signal),

    wake() {
      // Finding the oldest event is slow with many streams, and usually nothing waits.
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
