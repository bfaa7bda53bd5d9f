import { oldestRow, type DurableLane, type Track } from './durable-lane.js';

/** Waits until the tracks have nothing up to these rows. */
interface Waiter {
  readonly until: Map<Track, number>;
  readonly resolve: () => void;
}

/** Those who wait for rows to go. */
export interface Drain {
  /** Resolves once every row that is there now has gone; never, after the signal. */
  wait(lanes: Iterable<DurableLane>, signal?: AbortSignal): Promise<void>;
  /** Some rows have gone. */
  look(): void;
  /** Nobody waits any more. */
  end(): void;
}

export function createDrain(): Drain {
  const waiters = new Set<Waiter>();

  function answer(waiter: Waiter): void {
    waiters.delete(waiter);
    waiter.resolve();
  }

  return {
    wait(lanes, signal) {
      const until = new Map<Track, number>();
      for (const { tracks } of lanes) {
        for (const track of tracks.values())
          if (oldestRow(track) <= track.lastId) until.set(track, track.lastId);
      }
      if (until.size === 0) return Promise.resolve();
      return new Promise((resolve) => {
        if (signal?.aborted) return;
        const waiter = { until, resolve };
        waiters.add(waiter);
        signal?.addEventListener('abort', () => waiters.delete(waiter), { once: true });
      });
    },

    look() {
      for (const waiter of waiters) {
        for (const [track, last] of waiter.until) if (oldestRow(track) > last) waiter.until.delete(track);
        if (waiter.until.size === 0) answer(waiter);
      }
    },

    end() {
      for (const waiter of waiters) answer(waiter);
    },
  };
}
