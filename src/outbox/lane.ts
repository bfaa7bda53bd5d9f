import type { Destination, LogEvent } from '../model.js';
import { EventQueue } from './event-queue.js';

/** What an event costs beside its bytes: the object, its boxed time, its place in an array. */
const BOOKKEEPING_BYTES = 128;

/** What a block costs beside its bytes: the array and its memory, which come with each small export anew. */
const BLOCK_BYTES = 512;

/** What the outbox holds of one destination. */
export interface Lane {
  readonly destination: Destination;
  readonly waiting: EventQueue;
  /** Handed out, without an answer yet. */
  readonly taken: Set<LogEvent>;
  bytes: number;
  /** What was handed out last came back without an answer. */
  failing: boolean;
}

export function createLane(destination: Destination): Lane {
  return { destination, waiting: new EventQueue(), taken: new Set(), bytes: 0, failing: false };
}

/** Bytes that the event counts for in the outbox. */
export function bytesOf(event: LogEvent): number {
  return event.end - event.start + BOOKKEEPING_BYTES + (event.start === 0 ? BLOCK_BYTES : 0);
}

/** Arrival of the oldest event that waits. */
export function arrivalOf(lane: Lane): number {
  return lane.waiting.first?.arrival ?? Infinity;
}

/** Holds events, handed out or not. */
export function isInUse(lane: Lane | undefined): lane is Lane {
  return lane !== undefined && lane.waiting.length + lane.taken.size > 0;
}
