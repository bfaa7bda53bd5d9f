import { countOf, partition, wholeOf } from '../../events/runs.js';
import type { EventBlock, EventRun } from '../../events/model.js';
import type { AnsweredRange } from './journal.js';

/**
 * A row is a block: columns with the facts of each event, then their bytes.
 * Columns hold differences, which compress well. Byte order is the machine's: a file never leaves its disk.
 * A change of the format needs a new VERSION in spool/open-journal-file.ts: other versions must not read such rows.
 */
const HEADER_BYTES = 8;
const COLUMN_BYTES = 8 + 4 + 4;

/** The latest time that a JavaScript Date can hold. */
const MAX_TIME = 8.64e15;

/** Copies a block into a row. */
export function packRow({ bytes, ends, timestamps, sizes }: EventBlock): ArrayBuffer {
  const count = ends.length;
  const row = new ArrayBuffer(HEADER_BYTES + COLUMN_BYTES * count + bytes.length);
  new Uint32Array(row, 0, 1)[0] = count;
  const columns = columnsOf(row, count);
  let time = 0;
  let end = 0;
  for (let index = 0; index < count; index++) {
    columns.times[index] = timestamps[index]! - time;
    columns.lengths[index] = ends[index]! - end;
    columns.extras[index] = sizes[index]! - (ends[index]! - end);
    time = timestamps[index]!;
    end = ends[index]!;
  }
  columns.bytes.set(bytes);
  return row;
}

/** A row whose bytes are complete but cannot come from `packRow`. */
export class DamagedRowError extends Error {
  override readonly name = 'DamagedRowError';
}

/**
 * Restores a block from a row of this many events, in its own memory, with the events that have no answer.
 * Checks the columns alone: a checksum has covered the bytes.
 * @throws DamagedRowError where the columns contradict each other, the bytes or the count
 */
export function unpackRow(row: ArrayBuffer, count: number, answered: readonly AnsweredRange[]): EventRun[] {
  const { times, lengths, extras, bytes } = columnsOf(row, count);
  let time = 0;
  let end = 0;
  for (let index = 0; index < count; index++) {
    // One comma between neighbors.
    const length = lengths[index]! - (index === 0 ? 0 : 1);
    const size = lengths[index]! + extras[index]!;
    time += times[index]!;
    end += lengths[index]!;
    // As sent, an event takes more than what the service counts for it.
    const isPossible = Number.isInteger(time) && time >= 0 && time <= MAX_TIME && size > 0 && size <= length;
    if (!isPossible) throw new DamagedRowError(`its columns contradict each other at event ${index}`);
    times[index] = time;
    lengths[index] = end;
    extras[index] = size;
  }
  if (end !== bytes.length) throw new DamagedRowError('its bytes are not those of its events');
  const sizes = new Uint32Array(row, extras.byteOffset, count);
  const block = {
    bytes,
    ends: lengths,
    timestamps: times,
    sizes,
    arrival: 0,
    isStored: true,
    remaining: count,
  };
  const isAnswered = flagsOf(answered, count);
  const { others } = partition([wholeOf(block)], (_, index) => isAnswered[index] === 1);
  block.remaining = countOf(others);
  return others;
}

function columnsOf(row: ArrayBuffer, count: number) {
  const isWhole =
    row.byteLength >= HEADER_BYTES &&
    new Uint32Array(row, 0, 1)[0] === count &&
    row.byteLength >= HEADER_BYTES + COLUMN_BYTES * count;
  if (!isWhole) throw new DamagedRowError(`it does not hold ${count} events`);
  const after = HEADER_BYTES + 8 * count;
  return {
    times: new Float64Array(row, HEADER_BYTES, count),
    lengths: new Uint32Array(row, after, count),
    extras: new Int32Array(row, after + 4 * count, count),
    bytes: new Uint8Array(row, HEADER_BYTES + COLUMN_BYTES * count),
  };
}

function flagsOf(answered: readonly AnsweredRange[], count: number): Uint8Array {
  const flags = new Uint8Array(count);
  for (const [first, length] of answered) flags.fill(1, first, first + length);
  return flags;
}
