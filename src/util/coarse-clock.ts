import type { Clock } from './clock.js';

/** The time of the last update: precise enough for records that arrive together, and cheaper than the clock. */
export interface CoarseClock extends Pick<Clock, 'now' | 'elapsed'> {
  /** Updates the time. */
  update(): void;
}

export function createCoarseClock(clock: Pick<Clock, 'now' | 'elapsed'>): CoarseClock {
  let now = clock.now();
  let elapsed = clock.elapsed();
  return {
    update() {
      now = clock.now();
      elapsed = clock.elapsed();
    },
    now: () => now,
    elapsed: () => elapsed,
  };
}
