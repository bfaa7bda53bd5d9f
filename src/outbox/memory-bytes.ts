import { startOf } from '../events/runs.js';
import type { EventRun } from '../events/model.js';

/** Memory of an event beside its bytes: its place in the columns of its block. */
const EVENT_BOOKKEEPING_BYTES = 16;

/** Memory of a block beside its bytes: four arrays and their buffers, which each small export allocates again. */
const BLOCK_BOOKKEEPING_BYTES = 1_024;

/** Bytes that the events count for in the outbox, each with its comma: parts add up to the whole. */
export function memoryBytesOf({ block, from, to }: EventRun): number {
  const bytes = block.ends[to - 1]! + 1 - startOf(block, from);
  return bytes + EVENT_BOOKKEEPING_BYTES * (to - from) + (from === 0 ? BLOCK_BOOKKEEPING_BYTES : 0);
}
