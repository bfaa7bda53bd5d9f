/** More events than a block can hold: the arrivals of its events are between its own and the next. */
export const ARRIVAL_STEP = 2 ** 20;

/** Numbers blocks in the order of their arrival. */
export interface Arrivals {
  /** The number that the next block gets. */
  next(): number;
  /** Reserves numbers for this many blocks: returns the first, and the next is `ARRIVAL_STEP` later. */
  reserve(count: number): number;
}

export function createArrivals(): Arrivals {
  let next = ARRIVAL_STEP;
  return {
    next: () => next,
    reserve(count) {
      const first = next;
      next += count * ARRIVAL_STEP;
      return first;
    },
  };
}
