import { startOf } from '../events/runs.js';
import type { Destination, EventRun } from '../events/model.js';
import { EventQueue } from './event-queue.js';

/** What an event costs beside its bytes: its place in the columns of its block. */
const BOOKKEEPING_BYTES = 16;

/** What a block costs beside its bytes: four arrays and their memory, which come with each small export anew. */
const BLOCK_BYTES = 1_024;

/** What the outbox holds of one destination. */
export interface Lane {
  readonly destination: Destination;
  readonly waiting: EventQueue;
  /** Handed out, without an answer yet. */
  taken: readonly EventRun[];
  bytes: number;
  /** What was handed out last came back without an answer. */
  failing: boolean;
}

export function createLane(destination: Destination): Lane {
  return { destination, waiting: new EventQueue(), taken: [], bytes: 0, failing: false };
}

/** Bytes that the events count for in the outbox, the comma behind each included: parts add up to the whole. */
export function heldBytesOf({ block, from, to }: EventRun): number {
  const bytes = block.ends[to - 1]! + 1 - startOf(block, from);
  return bytes + BOOKKEEPING_BYTES * (to - from) + (from === 0 ? BLOCK_BYTES : 0);
}

/** Holds events, handed out or not. */
export function isInUse(lane: Lane | undefined): lane is Lane {
  return lane !== undefined && lane.waiting.length + lane.taken.length > 0;
}
