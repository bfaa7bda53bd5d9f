import type { Clock } from '../../util/clock.js';
import type { Choice, Observer, StreamNames } from '../../local-server/open.js';
import type { Level } from '../events/read-event.js';
import { entryOfEvent, entryOfRejected, entryOfViolation, type Entry } from './entries.js';
import { createSeconds, type Second } from './seconds.js';

/** Group, stream, and the number of events received so far. */
type StreamCount = readonly [group: string, stream: string, count: number];

/** The changes; older state is kept only in the snapshot. */
export interface Update {
  readonly type: 'snapshot' | 'update';
  readonly now: number;
  readonly entries: readonly Entry[];
  readonly streams: readonly StreamCount[];
  readonly seconds: readonly Second[];
  /** Since the start. */
  readonly totals: { readonly events: number; readonly problems: number };
}

/** Follows a local server for the page. What it keeps is bounded. */
export interface Feed extends Observer {
  snapshot(): Update;
  /** Counts of the chosen group or stream by second, as far as they are kept. */
  secondsOf(choice: Choice): Second[];
  /** Calls back at most ten times a second, when something is new. Returns a function that ends it. */
  subscribe(listener: (update: Update) => void): () => void;
}

/** Bounds of what is kept for a page that opens later. */
const MAX_ENTRIES = 2_000;
const MAX_KEPT_CHARS = 8 * 1024 * 1024;
const MAX_STREAMS = 2_000;

/** Bounds of one update. */
const MAX_UPDATE_ENTRIES = 500;
const UPDATE_MILLIS = 100;

export function createFeed(clock: Clock): Feed {
  const listeners = new Set<(update: Update) => void>();
  const streams = new Map<string, StreamCount>();
  const seconds = createSeconds();
  const totals = { events: 0, problems: 0 };
  let entries: Entry[] = [];
  let keptChars = 0;
  let lastId = 0;
  let fresh: { entries: Entry[]; streams: Set<string> } | undefined;

  function add(entry: Omit<Entry, 'id'>): void {
    const numbered = { id: ++lastId, ...entry };
    entries.push(numbered);
    keptChars += entry.message.length;
    // Removing from the front moves all later entries, so it makes room for a while.
    if (entries.length > MAX_ENTRIES * 1.1 || keptChars > MAX_KEPT_CHARS * 1.1) forgetOldest();
    changed().entries.push(numbered);
  }

  function forgetOldest(): void {
    let from = Math.max(0, entries.length - MAX_ENTRIES);
    keptChars = entries.slice(from).reduce((sum, { message }) => sum + message.length, 0);
    for (; keptChars > MAX_KEPT_CHARS; from++) keptChars -= entries[from]?.message.length ?? 0;
    entries = entries.slice(from);
  }

  /** What the next update contains; it is sent soon. */
  function changed(): NonNullable<typeof fresh> {
    if (fresh === undefined) {
      fresh = { entries: [], streams: new Set() };
      if (listeners.size > 0) clock.schedule(tell, UPDATE_MILLIS);
    }
    if (fresh.entries.length > MAX_UPDATE_ENTRIES * 2) fresh.entries.splice(0, MAX_UPDATE_ENTRIES);
    return fresh;
  }

  function tell(): void {
    // A page that opened since then has everything in its snapshot.
    if (fresh === undefined) return;
    const { entries: newest, streams: touched } = fresh;
    fresh = undefined;
    const now = clock.now();
    const update: Update = {
      type: 'update',
      now,
      entries: newest.slice(-MAX_UPDATE_ENTRIES),
      streams: [...touched].flatMap((key) => {
        const count = streams.get(key);
        return count === undefined ? [] : [count];
      }),
      // The last two seconds may have grown.
      seconds: seconds.all().slice(-2),
      totals: { ...totals },
    };
    for (const listener of listeners) listener(update);
  }

  function countFor({ logGroupName, logStreamName }: StreamNames, added: number): void {
    const key = JSON.stringify([logGroupName, logStreamName]);
    const before = streams.get(key)?.[2] ?? 0;
    // The stream used longest ago is first.
    streams.delete(key);
    streams.set(key, [logGroupName, logStreamName, before + added]);
    if (streams.size > MAX_STREAMS) streams.delete(streams.keys().next().value ?? '');
    // The page forgets the stream used longest ago too: it gets them in the same order.
    const { streams: touched } = changed();
    touched.delete(key);
    touched.add(key);
    totals.events += added;
  }

  function tally(names: StreamNames, level: Level): void {
    seconds.add(Math.floor(clock.now() / 1_000), names, level);
  }

  return {
    stored(names, events) {
      countFor(names, events.length);
      for (const event of events) {
        const entry = entryOfEvent(names, event);
        tally(names, entry.level);
        add(entry);
      }
    },
    rejected(names, reason, events) {
      totals.problems += events.length;
      for (const event of events) add(entryOfRejected(names, reason, event));
    },
    violated(violation) {
      totals.problems += 1;
      add(entryOfViolation(violation));
    },
    secondsOf: seconds.of,
    snapshot: () => ({
      type: 'snapshot',
      now: clock.now(),
      entries,
      streams: [...streams.values()],
      seconds: seconds.all(),
      totals: { ...totals },
    }),
    subscribe(listener) {
      // What was not sent yet is in the snapshot.
      if (listeners.size === 0) fresh = undefined;
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
