import type { StreamQueue } from './stream-queue.js';

/** Bytes of memory for events of a durable outbox, while the disk accepts none. */
export const MEMORY_BYTES = 64 * 1024 * 1024;

/** Bytes of stored events in memory, however many are on the disk: far more than the requests in flight need. */
export const STORED_BYTES = MEMORY_BYTES / 4;

/** Stored events stay in memory up to this many bytes; the rest is for rows that are read from the disk. */
const NEW_EVENTS_BYTES = STORED_BYTES / 2;

/** Reserved for one read, whose size is known when it arrives: a piece, and the row that ends it. */
export const READ_RESERVE_BYTES = 2 * 1024 * 1024;

/** A stream with fewer bytes in memory gets more rows. */
const LOW_BYTES = 3 * 1024 * 1024;

/** The part of a stream that the plan reads. */
type Stream = Pick<StreamQueue, 'failing' | 'bytes' | 'hasWaiting' | 'hasBatch'>;

/** Whether memory may get more of the stream: a failing stream first retries the batch that is there. */
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
  // A stream with nothing to send always gets a row, so that no stream waits for another.
  if (!hasWaiting) return true;
  return bytes < LOW_BYTES && hasRoomForPiece(memoryBytes);
}

/** Without room a read takes one row: with a thousand streams, more would exceed the bound. */
export function hasRoomForPiece(memoryBytes: number): boolean {
  return memoryBytes + READ_RESERVE_BYTES <= STORED_BYTES;
}

/** Whether the newest block of a failing stream should leave memory. */
export function shouldUnload({ bytes }: Pick<Stream, 'bytes'>, memoryBytes: number): boolean {
  if (memoryBytes <= NEW_EVENTS_BYTES) return false;
  return memoryBytes > STORED_BYTES || bytes > LOW_BYTES;
}
