import { eventsAt, wholeOf } from '../events/runs.js';
import type { EventBlock, EventRun } from '../events/model.js';
import type { Clock } from '../util/clock.js';
import { withResolvers } from '../util/with-resolvers.js';
import type { BlocksInMemory } from './blocks-in-memory.js';
import { memoryBytesOf } from './memory-bytes.js';
import type { Journal, StoreOutcome } from './journal/journal.js';
import { mayStayInMemory, shouldUnload } from './memory-plan.js';
import type { DropReason } from './outbox.js';
import type { RowLoader } from './row-loader.js';
import type { StreamQueue } from './stream-queue.js';
import type { Streams } from './streams.js';

export interface JournaledBlocksParts {
  readonly clock: Pick<Clock, 'now'>;
  readonly journal: Journal;
  readonly streams: Streams;
  readonly blocks: BlocksInMemory;
  readonly loader: RowLoader;
  /** Bytes in memory, with those on their way to the disk or from there. */
  readonly memoryBytes: () => number;
  /** Adds to the bytes on their way; negative when they arrive. */
  readonly reserve: (bytes: number) => void;
  /** Keeps in memory alone what fits; returns how many events are refused. */
  readonly keep: (stream: StreamQueue, block: EventBlock) => number;
  /** These events are lost. */
  readonly drop: (stream: StreamQueue, events: readonly EventRun[], reason: DropReason) => void;
  /** This many events of another process were added. */
  readonly recovered: (events: number) => void;
  /** The number of events that can be taken has changed. */
  readonly changed: (stream: StreamQueue) => void;
}

/** Moves blocks to the journal and back. */
export interface JournaledBlocks {
  /** Stores a block in the journal; resolves with how many events are refused. Undefined where there is no journal. */
  append(stream: StreamQueue, block: EventBlock): Promise<number> | undefined;
  /** Removes blocks of a failing stream from memory, when memory is scarce. */
  unload(stream: StreamQueue): void;
  /** What the journal does not store from now on is lost. */
  close(): Promise<void>;
}

export function createJournaledBlocks(parts: JournaledBlocksParts): JournaledBlocks {
  const { clock, journal, streams, blocks, loader, memoryBytes, reserve, keep, drop, recovered, changed } =
    parts;
  const { load } = loader;
  let closed = false;

  /** The journal has answered for a block; returns how many events are refused. */
  function place(stream: StreamQueue, block: EventBlock, bytes: number, outcome: StoreOutcome): number {
    if (outcome === 'stored') {
      block.isStored = true;
      if (stream.endsInMemory && mayStayInMemory(stream, memoryBytes(), bytes)) {
        stream.pushStored(block);
        blocks.stored(block);
      } else {
        stream.rows.pushBlock(block);
        blocks.leaveWhole(block);
      }
      load(stream);
      changed(stream);
      return 0;
    }
    if (outcome !== 'full' && !closed) {
      if (outcome.maybeStored) blocks.maybeStored(block);
      return keep(stream, block);
    }
    drop(stream, [wholeOf(block)], outcome === 'full' ? 'outbox_full' : 'shutdown');
    blocks.leaveWhole(block);
    return block.ends.length;
  }

  journal.subscribe({
    read(destination, rows, upTo) {
      const stream = streams.of(destination);
      for (const block of loader.loaded(stream, rows, upTo)) blocks.stored(block);
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
      const block = id === undefined ? undefined : blocks.takeStored(id);
      if (block !== undefined) {
        // Events at the service stay.
        const gone = stream.dropBlock(block);
        drop(stream, gone, reason);
        blocks.leave(gone);
      } else if (id === undefined || stream.rows.drop(id, times.length)) {
        if (id === undefined) recovered(times.length);
        drop(stream, eventsAt(times), reason);
      }
      // It may have been all that memory had of the stream: its next attempt is for what follows.
      load(stream);
      changed(stream);
    },

    lost() {
      blocks.lost();
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

    unload(stream) {
      while (shouldUnload(stream, memoryBytes())) {
        const block = stream.rows.unload();
        if (block === undefined) break;
        blocks.leaveWhole(block);
      }
      load(stream);
    },

    close() {
      closed = true;
      return journal.close();
    },
  };
}
