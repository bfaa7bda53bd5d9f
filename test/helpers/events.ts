import type { Destination, EventBlock, EventRun, ServiceEntity } from '../../src/events/model.js';
import type { Route } from '../../src/route/route.js';

/** The overhead that the service counts for each event, in bytes. */
const OVERHEAD = 26;

/** A destination of its own. */
export function destination(logStreamName = 's', logGroupName = 'g'): Destination {
  return { logGroupName, logStreamName };
}

/** A route of its own to a destination. */
export function routeTo(to: Destination, entity?: ServiceEntity): Route {
  return { destination: to, entity };
}

/** Events in one block, with a comma between neighbors, as the encoder returns them. */
export function block(...parts: readonly (readonly [timestamp: number, message: string])[]): EventBlock {
  const texts = parts.map(([timestamp, message]) => JSON.stringify({ timestamp, message }));
  return blockOf(
    parts.map(([timestamp]) => timestamp),
    parts.map(([, message]) => Buffer.byteLength(message) + OVERHEAD),
    texts.map((text) => Buffer.byteLength(text)),
    Uint8Array.from(Buffer.from(texts.join(','))),
  );
}

/** A block of one event. */
export function event(message: string, timestamp = 1): EventBlock {
  return block([timestamp, message]);
}

/** Events with times and sizes, but without readable bytes. */
export function bareBlock(
  timestamps: readonly number[],
  sizes: readonly number[] = timestamps.map(() => 100),
): EventBlock {
  return blockOf(timestamps, sizes, sizes, new Uint8Array(0));
}

function blockOf(
  timestamps: readonly number[],
  sizes: readonly number[],
  lengths: readonly number[],
  bytes: Uint8Array<ArrayBuffer>,
): EventBlock {
  let end = -1;
  return {
    bytes,
    ends: Uint32Array.from(lengths, (length) => (end += 1 + length)),
    timestamps: Float64Array.from(timestamps),
    sizes: Uint32Array.from(sizes),
    arrival: 0,
    isStored: false,
    remaining: timestamps.length,
  };
}

/** One after the other, as an outbox stores them. */
export function arrived(...blocks: EventBlock[]): EventBlock[] {
  let arrival = 0;
  for (const one of blocks) {
    one.arrival = arrival;
    arrival += one.ends.length;
  }
  return blocks;
}

/** A single event as tests compare it: one object for each index of a block, with a unique id. */
export interface TestEvent {
  readonly id: number;
  readonly block: EventBlock;
  readonly index: number;
  readonly timestamp: number;
  readonly size: number;
}

const known = new WeakMap<EventBlock, TestEvent[]>();
let lastId = 0;

/** All events of blocks, in their order. */
export function eventsOf(...blocks: readonly EventBlock[]): TestEvent[] {
  return blocks.flatMap((one) => {
    const events =
      known.get(one) ??
      Array.from(one.timestamps, (timestamp, index) => ({
        id: ++lastId,
        block: one,
        index,
        timestamp,
        size: one.sizes[index]!,
      }));
    known.set(one, events);
    return events;
  });
}

/** The events of runs, in their order. */
export function eventsIn(runs: readonly EventRun[]): TestEvent[] {
  return runs.flatMap((run) => eventsOf(run.block).slice(run.from, run.to));
}

/** Events as runs, with neighbors of a block in one run. */
export function runsOf(events: readonly TestEvent[]): EventRun[] {
  const runs: { block: EventBlock; from: number; to: number }[] = [];
  for (const { block: from, index } of events) {
    const last = runs.at(-1);
    if (last?.block === from && last.to === index) last.to++;
    else runs.push({ block: from, from: index, to: index + 1 });
  }
  return runs;
}

/** Index in the order of arrival over all streams. */
export function arrivalIn({ block: { arrival }, index }: TestEvent): number {
  return arrival + index;
}

/** What the service would read of an event. */
export function wireOf({ block: { bytes, ends }, index }: TestEvent): { timestamp: number; message: string } {
  const start = index === 0 ? 0 : ends[index - 1]! + 1;
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(start, ends[index]));
  const read: { timestamp: number; message: string } = JSON.parse(text);
  return read;
}

/** The messages of blocks, in their order. */
export function messagesOf(...blocks: readonly EventBlock[]): string[] {
  return eventsOf(...blocks).map((one) => wireOf(one).message);
}
