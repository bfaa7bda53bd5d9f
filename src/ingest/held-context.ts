import type { NotSentReason } from '../events/model.js';

/** Measured bytes of a held record beside its content: its entry, its events, its trace with the id. */
export const HELD_OVERHEAD_BYTES = 512;

/** The share of all bytes that one trace may hold. */
const TRACE_SHARE = 1 / 8;

/** Traces that are remembered as failed; beyond it the oldest are forgotten. */
const MAX_FAILED_TRACES = 10_000;

export interface HeldContextSettings {
  readonly maxAgeMillis: number;
  readonly maxBytes: number;
}

/** Why a held record is not sent. */
export type LeftOutReason = Extract<NotSentReason, 'no_error' | 'context_full'>;

/** Holds records by trace until the trace fails. Records without a trace are held together. */
export interface HeldContext<Item> {
  /** Holds an item of this many bytes. Items that are dropped for it, or because of their age, are counted. */
  hold(traceId: string | undefined, item: Item, bytes: number, now: number): void;
  /** The trace has failed: returns what it holds, the oldest first. */
  fail(traceId: string | undefined, now: number): Item[];
  /** Whether the trace failed recently, so that its next records belong to the failure. */
  hasFailed(traceId: string | undefined, now: number): boolean;
  /** Drops everything, and counts it. */
  clear(): void;
}

/** Place of an item in two chains: all items, and those of its trace; both are in order of age. */
interface Entry<Item> {
  readonly item: Item;
  readonly bytes: number;
  readonly heldAt: number;
  readonly trace: Trace<Item>;
  before: Entry<Item> | undefined;
  after: Entry<Item> | undefined;
  nextOfTrace: Entry<Item> | undefined;
}

interface Trace<Item> {
  readonly id: string | undefined;
  bytes: number;
  first: Entry<Item> | undefined;
  last: Entry<Item> | undefined;
}

/**
 * The oldest are dropped first, because of their age or for room. They are looked for when a record comes: no timer
 * is needed.
 */
export function createHeldContext<Item>(
  { maxAgeMillis, maxBytes }: HeldContextSettings,
  leftOut: (reason: LeftOutReason) => void,
): HeldContext<Item> {
  const maxTraceBytes = Math.floor(maxBytes * TRACE_SHARE);
  const traces = new Map<string | undefined, Trace<Item>>();
  /** When each failed; the latest is last. */
  const failedAt = new Map<string, number>();
  let first: Entry<Item> | undefined;
  let last: Entry<Item> | undefined;
  let heldBytes = 0;

  function push(trace: Trace<Item>, item: Item, bytes: number, heldAt: number): void {
    const entry = { item, bytes, heldAt, trace, before: last, after: undefined, nextOfTrace: undefined };
    if (last === undefined) first = entry;
    else last.after = entry;
    last = entry;
    if (trace.last === undefined) trace.first = entry;
    else trace.last.nextOfTrace = entry;
    trace.last = entry;
    trace.bytes += bytes;
    heldBytes += bytes;
  }

  /** Removes an entry that is the first of its trace. */
  function remove(entry: Entry<Item>): void {
    const { before, after, trace, bytes } = entry;
    if (before === undefined) first = after;
    else before.after = after;
    if (after === undefined) last = before;
    else after.before = before;
    trace.first = entry.nextOfTrace;
    trace.bytes -= bytes;
    heldBytes -= bytes;
    if (trace.first === undefined) traces.delete(trace.id);
  }

  /** Drops the oldest, of all or of a trace, while the condition holds. */
  function leaveOut(
    reason: LeftOutReason,
    oldest: () => Entry<Item> | undefined,
    mustGo: (entry: Entry<Item>) => boolean,
  ): void {
    for (let entry = oldest(); entry !== undefined && mustGo(entry); entry = oldest()) {
      remove(entry);
      leftOut(reason);
    }
  }

  function expire(now: number): void {
    leaveOut(
      'no_error',
      () => first,
      ({ heldAt }) => now - heldAt > maxAgeMillis,
    );
  }

  return {
    hold(traceId, item, itemBytes, now) {
      expire(now);
      const bytes = itemBytes + HELD_OVERHEAD_BYTES;
      if (bytes > maxTraceBytes) {
        leftOut('context_full');
        return;
      }
      leaveOut(
        'context_full',
        () => traces.get(traceId)?.first,
        (entry) => entry.trace.bytes + bytes > maxTraceBytes,
      );
      leaveOut(
        'context_full',
        () => first,
        () => heldBytes + bytes > maxBytes,
      );
      let trace = traces.get(traceId);
      if (trace === undefined) {
        trace = { id: traceId, bytes: 0, first: undefined, last: undefined };
        traces.set(traceId, trace);
      }
      push(trace, item, bytes, now);
    },

    fail(traceId, now) {
      expire(now);
      if (traceId !== undefined) {
        failedAt.delete(traceId);
        failedAt.set(traceId, now);
        for (const oldest of failedAt.keys()) {
          if (failedAt.size <= MAX_FAILED_TRACES) break;
          failedAt.delete(oldest);
        }
      }
      const items: Item[] = [];
      for (let entry = traces.get(traceId)?.first; entry !== undefined; entry = entry.trace.first) {
        items.push(entry.item);
        remove(entry);
      }
      return items;
    },

    hasFailed(traceId, now) {
      const at = traceId === undefined ? undefined : failedAt.get(traceId);
      return at !== undefined && now - at <= maxAgeMillis;
    },

    clear() {
      leaveOut(
        'no_error',
        () => first,
        () => true,
      );
    },
  };
}
