import type { StreamQueue } from './stream-queue.js';

/** Bytes of memory for events of a durable outbox, while the disk takes none. */
export const MEMORY_BYTES = 64 * 1024 * 1024;

/** Bytes that memory has of the disk, however much that holds: a good deal more than is at the service at once. */
export const STORED_BYTES = MEMORY_BYTES / 4;

/** New events stay in memory beside the disk up to here; the rest is for what comes from the disk. */
const NEW_EVENTS_BYTES = STORED_BYTES / 2;

/** About as much as one read brings. */
export const READ_BYTES = 2 * 1024 * 1024;

/** A stream with less in memory gets more. */
const LOW_BYTES = 3 * 1024 * 1024;

/** As much of a stream as the plan looks at. */
type Stream = Pick<StreamQueue, 'failing' | 'bytes' | 'hasWaiting' | 'hasBatch'>;

/** Whether memory may have more of the stream: where it fails, its next attempt is for what is there. */
export function mayHaveMore({ failing, hasBatch }: Pick<Stream, 'failing' | 'hasBatch'>): boolean {
  return !failing || !hasBatch;
}

/** Whether a row that has just been stored stays in memory too. */
export function mayStayInMemory(
  stream: Pick<Stream, 'failing' | 'hasBatch'>,
  memoryBytes: number,
  rowBytes: number,
): boolean {
  return mayHaveMore(stream) && memoryBytes + rowBytes <= NEW_EVENTS_BYTES;
}

/** Whether rows of the stream, which may have more, should come from the disk now. */
export function isTimeToRead(
  { bytes, hasWaiting }: Pick<Stream, 'bytes' | 'hasWaiting'>,
  memoryBytes: number,
): boolean {
  // A stream with nothing to send gets a row whatever others hold, so that none waits for another.
  if (!hasWaiting) return true;
  return bytes < LOW_BYTES && hasRoomForPiece(memoryBytes);
}

/** Where there is none, a read is a row: with a thousand streams more would be no bound. */
export function hasRoomForPiece(memoryBytes: number): boolean {
  return memoryBytes + READ_BYTES <= STORED_BYTES;
}

/** Whether memory should do without the newest block of a failing stream. */
export function shouldUnload({ bytes }: Pick<Stream, 'bytes'>, memoryBytes: number): boolean {
  if (memoryBytes <= NEW_EVENTS_BYTES) return false;
  return memoryBytes > STORED_BYTES || bytes > LOW_BYTES;
}
