import { partition, wholeOf } from '../../events.js';
import type { EventBlock, EventRun } from '../../model.js';

/**
 * A row is a block: columns with what is known of each event, then their bytes as they stand.
 * Columns hold differences, which compress well. Byte order is the machine's: a file never leaves its disk.
 */
const HEADER_BYTES = 8;
const COLUMN_BYTES = 8 + 4 + 4;

/** First index and count of events that have their answer. */
export type AnsweredRange = readonly [first: number, count: number];

/** Copies a block into a row. */
export function packRow({ bytes, ends, timestamps, sizes }: EventBlock): ArrayBuffer {
  const count = ends.length;
  const row = new ArrayBuffer(HEADER_BYTES + COLUMN_BYTES * count + bytes.length);
  new Uint32Array(row, 0, 1)[0] = count;
  const columns = columnsOf(row);
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

/** Makes the row a block again, in its own memory, and gives the events of it that have no answer. */
export function unpackRow(row: ArrayBuffer, answered: readonly AnsweredRange[]): EventRun[] {
  const { times, lengths, extras, bytes } = columnsOf(row);
  let time = 0;
  let end = 0;
  for (let index = 0; index < times.length; index++) {
    time = times[index]! += time;
    extras[index]! += lengths[index]!;
    end = lengths[index]! += end;
  }
  const sizes = new Uint32Array(row, extras.byteOffset, extras.length);
  const block = { bytes, ends: lengths, timestamps: times, sizes, arrival: 0, remaining: times.length };
  const isAnswered = flagsOf(answered, times.length);
  return partition([wholeOf(block)], (_, index) => isAnswered[index] === 1).others;
}

/** Times of the events of a row that have no answer. */
export function timesOfRow(row: ArrayBuffer, answered: readonly AnsweredRange[]): number[] {
  const { times } = columnsOf(row);
  const isAnswered = flagsOf(answered, times.length);
  const found: number[] = [];
  let timestamp = 0;
  for (const [index, difference] of times.entries()) {
    timestamp += difference;
    if (isAnswered[index] !== 1) found.push(timestamp);
  }
  return found;
}

function columnsOf(row: ArrayBuffer) {
  const count = new Uint32Array(row, 0, 1)[0]!;
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
