import { createBatchCutter } from '../../src/dispatch/batch-cutter.js';
import type { EventBlock, EventRun } from '../../src/events/model.js';
import { arrivalOf, wholeOf } from '../../src/events/runs.js';
import { ARRIVAL_STEP } from '../../src/outbox/journal/arrivals.js';
import { StreamQueue } from '../../src/outbox/stream-queue.js';
import { bareBlock, destination } from './events.js';

/** Cuts this many of the oldest events. */
export function most(count: number) {
  return createBatchCutter({ maxBatchBytes: 1e9, maxBatchCount: count });
}

export const ALL = most(1e6);

/** A queue, and ways to add to it. */
export function createStream() {
  const totals = { events: 0, bytes: 0, volatileBytes: 0 };
  const queue = new StreamQueue(destination(), totals);
  let arrival = 0;

  function made(count: number): EventBlock {
    const block = bareBlock(Array.from({ length: count }, () => 1));
    block.arrival = arrival += ARRIVAL_STEP;
    return block;
  }

  return {
    queue,
    totals,
    /** A block in memory alone. */
    volatile(count = 1): EventBlock {
      const block = made(count);
      queue.push(wholeOf(block));
      return block;
    },
    /** A block on the disk, also in memory or not. */
    stored(count = 1, keeps = true): EventBlock {
      const block = made(count);
      block.isStored = true;
      if (keeps) queue.pushStored(block);
      else queue.rows.pushBlock(block);
      return block;
    },
    /** Adds rows that another process left; returns the first id. */
    backlog(rows: number, events: number): number {
      const first = arrival + ARRIVAL_STEP;
      arrival += rows * ARRIVAL_STEP;
      queue.rows.push({ first, last: arrival, rows, events });
      return first;
    },
  };
}

/** The row of a block as it is read: in a new block. */
export function rowOf({ arrival, ends }: EventBlock, gone: readonly number[] = []) {
  const block = bareBlock(Array.from(ends, () => 1));
  Object.assign(block, { arrival, isStored: true, remaining: ends.length - gone.length });
  const events = [...ends.keys()]
    .filter((index) => !gone.includes(index))
    .map((index) => ({ block, from: index, to: index + 1 }));
  return { id: arrival, events };
}

/** Arrivals of single events. */
export function arrivalsOf(runs: readonly EventRun[]): number[] {
  return runs.flatMap((run) =>
    Array.from({ length: run.to - run.from }, (_, index) => arrivalOf(run) + index),
  );
}
