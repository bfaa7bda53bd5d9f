import type { LogEvent } from '../../model.js';

/**
 * A row holds neighbours of one block: columns with what is known of each event, then their bytes as they stand.
 * Columns hold differences, which compress well. Byte order is the machine's: a file never leaves its disk.
 */
const HEADER_BYTES = 8;
const COLUMN_BYTES = 8 + 4 + 4 + 4;

/** First index and count of events that have their answer. */
export type AnsweredRange = readonly [first: number, count: number];

/** An event of a row, and its place there. */
export interface RowEvent {
  readonly index: number;
  readonly event: LogEvent;
}

/** Copies events of one block, in their order there, into a row. */
export function packRow(events: readonly LogEvent[]): ArrayBuffer {
  const first = events[0]!;
  const last = events[events.length - 1]!;
  const row = new ArrayBuffer(HEADER_BYTES + COLUMN_BYTES * events.length + last.end - first.start);
  new Uint32Array(row, 0, 1)[0] = events.length;
  const { times, gaps, lengths, extras, block } = columnsOf(row);
  let time = 0;
  let end = first.start;
  for (const [index, event] of events.entries()) {
    times[index] = event.timestamp - time;
    gaps[index] = event.start - end;
    lengths[index] = event.end - event.start;
    extras[index] = event.size - (event.end - event.start);
    time = event.timestamp;
    end = event.end;
  }
  block.set(first.block.subarray(first.start, last.end));
  return row;
}

/** The events of a row that have no answer; they share its bytes. */
export function unpackRow(row: ArrayBuffer, answered: readonly AnsweredRange[]): RowEvent[] {
  const { times, gaps, lengths, extras, block } = columnsOf(row);
  const isAnswered = flagsOf(answered, times.length);
  const found: RowEvent[] = [];
  let timestamp = 0;
  let end = 0;
  for (const [index, length] of lengths.entries()) {
    timestamp += times[index]!;
    const start = end + gaps[index]!;
    end = start + length;
    if (isAnswered?.[index] === 1) continue;
    const size = length + extras[index]!;
    found.push({ index, event: { timestamp, size, block, start, end, arrival: 0 } });
  }
  return found;
}

/** Times of the events of a row that have no answer. */
export function timesOfRow(row: ArrayBuffer, answered: readonly AnsweredRange[]): number[] {
  const { times } = columnsOf(row);
  const isAnswered = flagsOf(answered, times.length);
  const found: number[] = [];
  let timestamp = 0;
  for (const [index, difference] of times.entries()) {
    timestamp += difference;
    if (isAnswered?.[index] !== 1) found.push(timestamp);
  }
  return found;
}

/** The fewest ranges that hold these indexes. */
export function rangesOf(indexes: readonly number[]): AnsweredRange[] {
  const ranges: [first: number, count: number][] = [];
  for (const index of indexes.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && last[0] + last[1] === index) last[1]++;
    else ranges.push([index, 1]);
  }
  return ranges;
}

/** Runs of events that share a block: what one row can hold. */
export function blocksOf(events: readonly LogEvent[]): LogEvent[][] {
  const runs: LogEvent[][] = [];
  for (const event of events) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run === undefined || last === undefined || last.block !== event.block || event.start < last.end) {
      runs.push([event]);
    } else {
      run.push(event);
    }
  }
  return runs;
}

function columnsOf(row: ArrayBuffer) {
  const count = new Uint32Array(row, 0, 1)[0]!;
  const after = HEADER_BYTES + 8 * count;
  return {
    times: new Float64Array(row, HEADER_BYTES, count),
    gaps: new Uint32Array(row, after, count),
    lengths: new Uint32Array(row, after + 4 * count, count),
    extras: new Int32Array(row, after + 8 * count, count),
    block: new Uint8Array(row, HEADER_BYTES + COLUMN_BYTES * count),
  };
}

function flagsOf(answered: readonly AnsweredRange[], count: number): Uint8Array | undefined {
  if (answered.length === 0) return undefined;
  const flags = new Uint8Array(count);
  for (const [first, length] of answered) flags.fill(1, first, first + length);
  return flags;
}
