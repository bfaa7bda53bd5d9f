import type { EventBlock, EventRun, EventSpan } from './model.js';

/** Functions on runs of events. An event is a block and an index in it; a list of runs is events in an order. */

/** A run that is still growing. */
interface GrowingRun extends EventRun {
  to: number;
}

/** All events of a block. */
export function wholeOf(block: EventBlock): EventRun {
  return { block, from: 0, to: block.ends.length };
}

export function countOf(runs: readonly EventRun[]): number {
  let count = 0;
  for (const { from, to } of runs) count += to - from;
  return count;
}

/** What the service bills for the events. */
export function sizeOf(runs: readonly EventRun[]): number {
  let size = 0;
  for (const { block, from, to } of runs) {
    for (let index = from; index < to; index++) size += block.sizes[index]!;
  }
  return size;
}

/** Where the event starts in the bytes of its block. */
export function startOf({ ends }: EventBlock, index: number): number {
  return index === 0 ? 0 : ends[index - 1]! + 1;
}

/** The events as they stand in a request body. */
export function bytesOf({ block, from, to }: EventRun): Uint8Array<ArrayBuffer> {
  return block.bytes.subarray(startOf(block, from), block.ends[to - 1]);
}

/** Place of the first event in the order of arrival. */
export function arrivalOf({ block, from }: EventRun): number {
  return block.arrival + from;
}

/** Adds one event at the end of a list that the caller owns. */
export function append(runs: GrowingRun[], block: EventBlock, index: number): void {
  const last = runs[runs.length - 1];
  if (last !== undefined && last.block === block && last.to === index) last.to = index + 1;
  else runs.push({ block, from: index, to: index + 1 });
}

/** The same events in the order of their arrival, in as few runs as can be. */
export function inArrivalOrder(runs: readonly EventRun[]): EventRun[] {
  const joined: GrowingRun[] = [];
  for (const run of runs.toSorted((a, b) => arrivalOf(a) - arrivalOf(b))) {
    const last = joined[joined.length - 1];
    if (last !== undefined && last.block === run.block && last.to === run.from) last.to = run.to;
    else joined.push({ ...run });
  }
  return joined;
}

/** The events that stand at these places of the list. */
export function pick(runs: readonly EventRun[], from: number, to = Infinity): EventRun[] {
  const picked: EventRun[] = [];
  let at = 0;
  for (const run of runs) {
    const first = run.from + Math.max(0, from - at);
    const end = Math.min(run.to, run.from + to - at);
    if (first < end) picked.push({ block: run.block, from: first, to: end });
    at += run.to - run.from;
  }
  return picked;
}

/** Splits the events in two lists by what a look at each shows; both lists keep the order. */
export function partition(
  runs: readonly EventRun[],
  isMeant: (block: EventBlock, index: number) => boolean,
): { readonly meant: EventRun[]; readonly others: EventRun[] } {
  const meant: GrowingRun[] = [];
  const others: GrowingRun[] = [];
  for (const { block, from, to } of runs) {
    for (let index = from; index < to; index++) append(isMeant(block, index) ? meant : others, block, index);
  }
  return { meant, others };
}

/** A list of events without those of another. */
interface Difference {
  /** The events that are in both lists. */
  readonly removed: readonly EventRun[];
  /** Those of the first that are not in the second. */
  readonly left: readonly EventRun[];
}

export function subtract(runs: readonly EventRun[], gone: readonly EventRun[]): Difference {
  if (runs.length === 0) return { removed: [], left: [] };
  // A list usually comes back as it was handed out.
  if (runs === gone) return { removed: gone, left: [] };
  return subtraction(gone)(runs);
}

/** Subtracts a list from several others: reading it for each of a thousand streams would be slow. */
export function subtraction(gone: readonly EventRun[]): (runs: readonly EventRun[]) => Difference {
  const marks = new Map<EventBlock, Uint8Array>();
  for (const { block, from, to } of gone) {
    const mark = marks.get(block) ?? new Uint8Array(block.ends.length);
    marks.set(block, mark.fill(1, from, to));
  }
  return (runs) => {
    const { meant, others } = partition(runs, (block, index) => marks.get(block)?.[index] === 1);
    return { removed: meant, left: others };
  };
}

export function spanOf(runs: readonly EventRun[]): EventSpan {
  let oldest = Infinity;
  let newest = -Infinity;
  for (const { block, from, to } of runs) {
    for (let index = from; index < to; index++) {
      const timestamp = block.timestamps[index]!;
      if (timestamp < oldest) oldest = timestamp;
      if (timestamp > newest) newest = timestamp;
    }
  }
  return { count: countOf(runs), from: oldest, to: newest };
}

/** The span of single times. */
export function spanOfTimes(times: readonly number[]): EventSpan {
  return times.reduce<EventSpan>(
    ({ count, from, to }, time) => ({ count: count + 1, from: Math.min(from, time), to: Math.max(to, time) }),
    { count: 0, from: Infinity, to: -Infinity },
  );
}

/** Events of which only the times are known. */
export function eventsAt(times: readonly number[]): EventRun[] {
  if (times.length === 0) return [];
  const block: EventBlock = {
    bytes: new Uint8Array(0),
    ends: new Uint32Array(times.length),
    timestamps: Float64Array.from(times),
    sizes: new Uint32Array(times.length),
    arrival: 0,
    isStored: false,
    remaining: times.length,
  };
  return [wholeOf(block)];
}
