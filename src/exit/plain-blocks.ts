import { bytesOf, startOf } from '../events/runs.js';
import type { EventBlock, EventRun } from '../events/model.js';

/** Copies the events of a run into a block with memory of its own, so that it can be transferred to a thread. */
export function plainBlockOf(run: EventRun): EventBlock {
  const { block, from, to } = run;
  const start = startOf(block, from);
  return {
    bytes: Uint8Array.from(bytesOf(run)),
    ends: block.ends.slice(from, to).map((end) => end - start),
    timestamps: block.timestamps.slice(from, to),
    sizes: block.sizes.slice(from, to),
    arrival: 0,
    isStored: false,
    remaining: to - from,
  };
}
