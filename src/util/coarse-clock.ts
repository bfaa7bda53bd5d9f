import type { Clock } from './clock.js';

/** The time of the last look: near enough for records that come together, and dear to ask for each of them. */
export interface CoarseClock extends Pick<Clock, 'now' | 'elapsed'> {
  /** Looks at the clock. */
  look(): void;
}

export function createCoarseClock(clock: Pick<Clock, 'now' | 'elapsed'>): CoarseClock {
  let now = clock.now();
  let elapsed = clock.elapsed();
  return {
    look() {
      now = clock.now();
      elapsed = clock.elapsed();
    },
    now: () => now,
    elapsed: () => elapsed,
  };
}
