import type { StreamQueue } from './stream-queue.js';

/** Bytes of memory for events that a journal stores, however many the disk holds. */
export const MEMORY_BYTES = 64 * 1024 * 1024;

/** New events stay in memory beside the disk up to here; the rest is for what comes from the disk. */
const NEW_EVENTS_BYTES = MEMORY_BYTES / 2;

/** About as much as one read brings. */
export const READ_BYTES = 2 * 1024 * 1024;

/** A stream with less in memory gets more. */
const LOW_BYTES = 3 * 1024 * 1024;

/** As much of a stream as the plan looks at. */
type Stream = Pick<StreamQueue, 'failing' | 'bytes' | 'hasWaiting' | 'hasBatch'>;

/** Whether a row that has just been stored stays in memory too. */
export function mayStayInMemory(
  { failing, hasBatch }: Pick<Stream, 'failing' | 'hasBatch'>,
  memoryBytes: number,
  rowBytes: number,
): boolean {
  if (failing && hasBatch) return false;
  return memoryBytes + rowBytes <= NEW_EVENTS_BYTES;
}

/** Whether rows of the stream should come from the disk now. */
export function isTimeToRead({ failing, bytes, hasWaiting, hasBatch }: Stream, memoryBytes: number): boolean {
  // Its next attempt is for what it has, even while that is at the service: more would be in the way of others.
  if (failing) return !hasBatch;
  // A stream with nothing to send gets a row whatever others hold, so that none waits for another.
  if (!hasWaiting) return true;
  if (bytes >= LOW_BYTES) return false;
  return hasRoomForPiece(memoryBytes);
}

/** Where there is none, a read is a row: with a thousand streams more would be no bound. */
export function hasRoomForPiece(memoryBytes: number): boolean {
  return memoryBytes + READ_BYTES <= MEMORY_BYTES;
}

/** Whether memory should do without the newest block of a failing stream. */
export function shouldUnload({ bytes }: Pick<Stream, 'bytes'>, memoryBytes: number): boolean {
  if (memoryBytes <= NEW_EVENTS_BYTES) return false;
  return memoryBytes > MEMORY_BYTES || bytes > LOW_BYTES;
}
