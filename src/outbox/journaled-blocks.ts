import { countOf, eventsAt, wholeOf } from '../events/runs.js';
import type { EventBlock, EventRun } from '../events/model.js';
import type { Clock } from '../util/clock.js';
import { withResolvers } from '../util/with-resolvers.js';
import { memoryBytesOf } from './memory-bytes.js';
import type { Journal, StoreOutcome } from './journal/journal.js';
import { mayStayInMemory, shouldUnload } from './memory-plan.js';
import type { DropReason } from './outbox.js';
import { rowAcks } from './row-acks.js';
import { createRowLoader } from './row-loader.js';
import type { StreamQueue } from './stream-queue.js';
import type { Streams } from './streams.js';

export interface JournaledBlocksParts {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly streams: Streams;
  /** The block is no longer in memory. */
  readonly free: (block: EventBlock) => void;
  /** Keeps in memory alone what fits; returns how many events are refused. */
  readonly keep: (stream: StreamQueue, block: EventBlock) => number;
  /** These events are lost. */
  readonly drop: (stream: StreamQueue, events: readonly EventRun[], reason: DropReason) => void;
  /** This many events of another process were added. */
  readonly recovered: (events: number) => void;
  /** The number of events that can be taken has changed. */
  readonly changed: (stream: StreamQueue) => void;
  /** Bytes of the events in memory. */
  readonly eventBytes: () => number;
}

/** Blocks that the journal has, and those on their way to it or from it. */
export interface JournaledBlocks {
  /** Stores a block in the journal; resolves with how many events are refused. Undefined where there is no journal. */
  append(stream: StreamQueue, block: EventBlock): Promise<number> | undefined;
  /** Tells the journal which events have their answer. */
  ack(events: readonly EventRun[]): void;
  /** The last event of the block has left memory. */
  forget(block: EventBlock): void;
  /** Removes blocks of a failing stream from memory, when memory is scarce. */
  unload(stream: StreamQueue): void;
  /** Reads rows of the stream, and of others that wait for room in memory. */
  load(stream: StreamQueue): void;
  /** What the journal does not store from now on is lost. */
  close(): Promise<void>;
}

export function createJournaledBlocks(parts: JournaledBlocksParts): JournaledBlocks {
  const { clock, journal, streams, free, keep, drop, recovered, changed, eventBytes } = parts;
  /** Bytes on their way to the disk or from there. */
  let reserved = 0;
  const memoryBytes = (): number => eventBytes() + reserved;
  const reserve = (bytes: number): void => void (reserved += bytes);
  const loader = createRowLoader({ clock, journal, memoryBytes, reserve });
  /** Blocks in memory that the disk has, by their ids. */
  const stored = new Map<number, EventBlock>();
  /** Blocks that a thread may have stored before it ended. */
  const maybeStored = new WeakSet<EventBlock>();
  let closed = false;

  /** The journal has answered for a block; returns how many events are refused. */
  function place(stream: StreamQueue, block: EventBlock, bytes: number, outcome: StoreOutcome): number {
    if (outcome === 'stored') {
      block.isStored = true;
      if (stream.endsInMemory && mayStayInMemory(stream, memoryBytes(), bytes)) {
        stream.pushStored(block);
        stored.set(block.arrival, block);
      } else {
        stream.rows.pushBlock(block);
        free(block);
      }
      load(stream);
      changed(stream);
      return 0;
    }
    if (outcome !== 'full' && !closed) {
      if (outcome.maybeStored) maybeStored.add(block);
      return keep(stream, block);
    }
    drop(stream, [wholeOf(block)], outcome === 'full' ? 'outbox_full' : 'shutdown');
    free(block);
    return block.ends.length;
  }

  function load(stream: StreamQueue): void {
    if (!stream.rows.isEmpty) loader.load(stream);
    loader.loadOthers();
  }

  /** The disk has lost one of our blocks; events at the service stay. */
  function dropBlock(stream: StreamQueue, block: EventBlock, reason: DropReason): void {
    stored.delete(block.arrival);
    const gone = stream.dropBlock(block);
    block.remaining -= countOf(gone);
    drop(stream, gone, reason);
    if (block.remaining === 0) free(block);
  }

  journal.subscribe({
    read(destination, rows, upTo) {
      const stream = streams.of(destination);
      for (const block of loader.loaded(stream, rows, upTo)) stored.set(block.arrival, block);
      changed(stream);
    },

    notRead(destination) {
      loader.failed(streams.of(destination));
    },

    recovered(backlogs) {
      for (const backlog of backlogs) {
        const stream = streams.of(backlog.destination);
        stream.entity ??= { of: backlog.entity };
        stream.rows.push(backlog);
        recovered(backlog.events);
        load(stream);
      }
    },

    dropped(destination, id, times, reason) {
      const stream = streams.of(destination);
      const block = id === undefined ? undefined : stored.get(id);
      if (block !== undefined) {
        dropBlock(stream, block, reason);
      } else if (id === undefined || stream.rows.drop(id, times.length)) {
        if (id === undefined) recovered(times.length);
        drop(stream, eventsAt(times), reason);
      }
      // It may have been all that memory had of the stream: its next attempt is for what follows.
      load(stream);
      changed(stream);
    },

    lost() {
      stored.clear();
      for (const stream of streams.all()) {
        drop(stream, eventsAt(Array.from({ length: stream.dropDisk() }, clock.now)), 'damaged');
        changed(stream);
      }
    },

    returned: loader.loadAll,
  });

  return {
    append(stream, block) {
      const { destination } = stream;
      const entity = stream.entity?.of;
      const bytes = memoryBytesOf(wholeOf(block));
      const { promise: refused, resolve } = withResolvers<number>();
      const done = (outcome: StoreOutcome): void => {
        stream.pending -= block.ends.length;
        reserve(-bytes);
        resolve(place(stream, block, bytes, outcome));
      };
      if (!journal.append({ destination, block, entity, hasOthers: streams.size > 1, done }))
        return undefined;
      stream.pending += block.ends.length;
      reserve(bytes);
      return refused;
    },

    ack(events) {
      const acks = rowAcks(events, (block) => block.isStored || maybeStored.has(block));
      if (acks.length > 0) journal.ack(acks);
    },

    forget: ({ arrival }) => void stored.delete(arrival),

    unload(stream) {
      while (shouldUnload(stream, memoryBytes())) {
        const block = stream.rows.unload();
        if (block === undefined) break;
        stored.delete(block.arrival);
        // For who still refers to it: its memory is gone.
        block.remaining = 0;
        free(block);
      }
      load(stream);
    },

    load,

    close() {
      closed = true;
      return journal.close();
    },
  };
}
