import { wholeOf } from '../events/runs.js';
import type { Destination, EventBlock, EventRun, EventsByDestination } from '../events/model.js';
import type { WhenFull } from '../options/options.js';
import type { Clock } from '../util/clock.js';
import { createAdmission } from './admission.js';
import { createArrivalWaiters } from './arrival-waiters.js';
import { createBlocksInMemory } from './blocks-in-memory.js';
import type { Arrivals } from './journal/arrivals.js';
import type { Journal } from './journal/journal.js';
import { createJournaledBlocks } from './journaled-blocks.js';
import type { DropReason, Outbox, OutboxListener } from './outbox.js';
import { createRowLoader } from './row-loader.js';
import type { Totals } from './stream-counts.js';
import type { StreamQueue } from './stream-queue.js';
import { createStreams } from './streams.js';

export interface OutboxParts {
  readonly clock: Clock;
  readonly journal: Journal;
  /** The order of arrival, over all streams. */
  readonly arrivals: Arrivals;
  /** The block is no longer in memory. */
  readonly free: (block: EventBlock) => void;
}

export interface OutboxSettings {
  /** Bytes of memory for events that are not on a disk. */
  readonly maxBytes: number;
  readonly whenFull: WhenFull;
}

/** One queue in memory for each stream, with a journal for the disk. */
export function createOutbox(
  { clock, journal, arrivals, free }: OutboxParts,
  settings: OutboxSettings,
): Outbox {
  let listener: OutboxListener | undefined;
  let closed = false;
  const totals: Totals = { events: 0, bytes: 0, volatileBytes: 0 };
  const streams = createStreams(totals);
  const waiters = createArrivalWaiters(streams.oldestArrival);
  const usedBytes = (): number => totals.volatileBytes;
  const admission = createAdmission({ streams, usedBytes, nextArrival: arrivals.next }, settings);
  const blocks = createBlocksInMemory({ journal, free });
  /** Bytes on their way to the disk or from there. */
  let reserved = 0;
  const memoryBytes = (): number => totals.bytes + reserved;
  const reserve = (bytes: number): void => void (reserved += bytes);
  const loader = createRowLoader({ clock, journal, memoryBytes, reserve });

  function changed(stream: StreamQueue): void {
    if (!closed && stream.hasWaiting) listener?.ready(stream.destination);
    waiters.wake();
  }

  function drop({ destination }: StreamQueue, events: readonly EventRun[], reason: DropReason): void {
    if (events.length > 0) listener?.dropped(destination, events, reason);
  }

  /** Keeps events in memory alone, as many as fit; returns how many are refused. */
  function keep(stream: StreamQueue, block: EventBlock): number {
    const { refused, dropped } = admission.admit(stream, block);
    for (const [from, events] of dropped) {
      drop(from, events, 'outbox_full');
      // A thread that ended may have stored them.
      blocks.ack(events);
      blocks.leave(events);
      // Rows on the disk may be next.
      loader.load(from);
      changed(from);
    }
    changed(stream);
    return refused;
  }

  const journaled = createJournaledBlocks({
    clock,
    journal,
    streams,
    blocks,
    loader,
    memoryBytes,
    reserve,
    keep,
    drop,
    recovered: (events) => listener?.recovered(events),
    changed,
  });

  function setFailing(stream: StreamQueue, isFailing: boolean): void {
    if (stream.failing === isFailing) return;
    stream.failing = isFailing;
    journal.failing(stream.destination, isFailing);
  }

  function runsOfAll(runsOf: (stream: StreamQueue) => EventRun[]): EventsByDestination {
    return Array.from(streams.all())
      .map((stream) => [stream.destination, runsOf(stream)] as const)
      .filter(([, events]) => events.length > 0);
  }

  return {
    add(destination, block, entity) {
      const stream = streams.of(destination);
      stream.entity = { of: entity };
      if (closed) {
        drop(stream, [wholeOf(block)], 'shutdown');
        return block.ends.length;
      }
      const answer = journaled.append(stream, block);
      if (answer !== undefined) return answer;
      block.arrival = arrivals.reserve(1);
      return keep(stream, block);
    },

    takeBatch(destination, cut) {
      const stream = streams.find(destination);
      if (stream === undefined) return [];
      const batch = stream.takeBatch(cut);
      loader.load(stream);
      return batch;
    },

    ack(destination, events) {
      const stream = streams.find(destination);
      if (stream === undefined) return;
      setFailing(stream, false);
      const gone = stream.ack(events);
      blocks.ack(gone);
      blocks.leave(gone);
      loader.load(stream);
      waiters.wake();
    },

    nack(destination, events) {
      const stream = streams.find(destination);
      if (stream === undefined) return;
      setFailing(stream, true);
      stream.nack(events);
      admission.changed();
      journaled.unload(stream);
    },

    hasWaiting: (destination) => streams.find(destination)?.hasWaiting ?? false,

    has: (destination) => streams.find(destination)?.isIdle === false,

    entityOf: (destination) => streams.find(destination)?.entity?.of,

    forget(destination) {
      const stream = streams.find(destination);
      if (stream === undefined || !stream.isIdle) return;
      // What failed may have been dropped, and then it never has an answer.
      setFailing(stream, false);
      streams.delete(stream);
      admission.changed();
    },

    drained(signal) {
      const wait = (): Promise<void> =>
        totals.events === 0 ? Promise.resolve() : waiters.wait(arrivals.next() - 1, signal);
      return journal.searched(signal)?.then(wait) ?? wait();
    },

    remaining: () => ({
      volatile: runsOfAll((stream) => stream.volatileRuns()),
      stored: Array.from(streams.all())
        .map((stream): [Destination, number] => [stream.destination, stream.storedEvents])
        .filter(([, events]) => events > 0),
    }),

    atHand: () => runsOfAll((stream) => stream.runsAtHand()),

    noteAnswered: blocks.ack,

    storeNow: (millis) => journal.storeNow(millis),

    async close() {
      closed = true;
      await journaled.close();
      streams.clear();
      Object.assign(totals, { events: 0, bytes: 0, volatileBytes: 0 });
      waiters.wake();
    },

    subscribe(newListener) {
      listener = newListener;
    },

    get count() {
      return totals.events;
    },

    get bytes() {
      return journal.bytes + totals.volatileBytes;
    },
  };
}
