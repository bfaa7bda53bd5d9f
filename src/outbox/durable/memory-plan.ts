import type { DurableLane, Row } from './durable-lane.js';

/** Bytes of memory for events, however many the disk holds. */
export const MEMORY_BYTES = 64 * 1024 * 1024;

/** New events stay in memory beside the disk up to here; the rest is for what comes from the disk. */
const NEW_EVENTS_BYTES = MEMORY_BYTES / 2;

/** About as much as one load brings. */
export const LOAD_BYTES = 2 * 1024 * 1024;

/** A stream with less in memory gets more. */
const LOW_BYTES = 3 * 1024 * 1024;

/** Whether a row that has just been written stays in memory too. */
export function mayStayInMemory(
  { failing, bytes }: Pick<DurableLane, 'failing' | 'bytes'>,
  memoryBytes: number,
  rowBytes: number,
): boolean {
  if (failing && bytes >= LOW_BYTES) return false;
  return memoryBytes + rowBytes <= NEW_EVENTS_BYTES;
}

/** Whether rows of the stream should come from the disk now. */
export function isTimeToLoad(
  {
    failing,
    bytes,
    waiting,
  }: Pick<DurableLane, 'failing' | 'bytes'> & { readonly waiting: { readonly length: number } },
  memoryBytes: number,
): boolean {
  // It has what it can not get rid of; more of it would be in the way of others.
  if (failing && waiting.length > 0) return false;
  if (bytes >= LOW_BYTES) return false;
  // A stream with nothing in memory gets a row whatever others hold, so that none waits for another.
  return bytes === 0 || hasRoomForLoad(memoryBytes);
}

/** Where there is none, a load is a row: with a thousand streams more would be no bound. */
export function hasRoomForLoad(memoryBytes: number): boolean {
  return memoryBytes + LOAD_BYTES <= MEMORY_BYTES;
}

/** Rows at the end of a failing stream that memory is too dear for, the newest first. */
export function surplusRows(
  { order, bytes, loading }: Pick<DurableLane, 'order' | 'bytes' | 'loading'>,
  memoryBytes: number,
): Row[] {
  const surplus: Row[] = [];
  let left = bytes;
  let held = memoryBytes;
  // The first row stays: the next attempt is for it.
  for (let at = order.length - 1; at > 0; at--) {
    const row = order[at]!;
    const keep = held > MEMORY_BYTES ? 0 : LOW_BYTES;
    if (held <= NEW_EVENTS_BYTES || left - row.bytes < keep) break;
    // What is being loaded comes after it.
    if (row.track.isLost || row.track === loading || !row.isAsStored || row.taken > 0) break;
    surplus.push(row);
    left -= row.bytes;
    held -= row.bytes;
  }
  return surplus;
}
