import type { Clock } from '../util/clock.js';
import type { EventBlock } from '../events/model.js';
import type { Journal, StoredRow } from './journal.js';
import { hasRoomForPiece, isTimeToRead, mayHaveMore, READ_BYTES, STORED_BYTES } from './memory-plan.js';
import type { StreamQueue } from './stream-queue.js';

/** After a read that failed. */
const READ_AGAIN_MILLIS = 1_000;

export interface RowLoaderParts {
  readonly clock: Clock;
  readonly journal: Pick<Journal, 'read' | 'isUp' | 'ack'>;
  /** Bytes in memory. */
  readonly memoryBytes: () => number;
  /** Counts bytes that are on their way to memory, or arrived. */
  readonly reserve: (bytes: number) => void;
}

/** Brings rows that are on the disk alone into memory, as there is room. */
export interface RowLoader {
  /** The stream may have rows on the disk: reads for it what it needs. */
  load(stream: StreamQueue): void;
  /** Reads for streams that wait for room in memory. */
  loadOthers(): void;
  /** Reads for all that need it: reads are possible again. */
  loadAll(): void;
  /** These are all rows of the stream up to an id: gives the blocks that are in memory now. */
  loaded(stream: StreamQueue, rows: readonly StoredRow[], upTo: number): EventBlock[];
  /** A read had no answer. */
  failed(stream: StreamQueue): void;
}

export function createRowLoader({ clock, journal, memoryBytes, reserve }: RowLoaderParts): RowLoader {
  /** Streams with rows on the disk that are not in memory; who was served last stands last. */
  const hungry = new Set<StreamQueue>();

  function read(stream: StreamQueue): void {
    if (stream.isLoading || !journal.isUp()) return;
    if (!mayHaveMore(stream)) {
      // It is loaded again when what it has is gone; a thousand such streams must not be looked at for each row.
      hungry.delete(stream);
      return;
    }
    const { nextRows } = stream;
    if (nextRows === undefined) {
      // Some may stand behind events that no disk has.
      if (!stream.hasRowsOnDisk) hungry.delete(stream);
      return;
    }
    if (!isTimeToRead(stream, memoryBytes())) return;
    hungry.delete(stream);
    hungry.add(stream);
    stream.isLoading = true;
    const most = hasRoomForPiece(memoryBytes()) ? 'piece' : 'row';
    reserve(READ_BYTES);
    journal.read(stream.destination, nextRows.after, nextRows.last, most);
  }

  function loadOthers(): void {
    for (const stream of Array.from(hungry)) {
      if (memoryBytes() >= STORED_BYTES) return;
      read(stream);
    }
  }

  function end(stream: StreamQueue): void {
    if (!stream.isLoading) return;
    stream.isLoading = false;
    reserve(-READ_BYTES);
  }

  return {
    load(stream) {
      hungry.add(stream);
      read(stream);
    },

    loadOthers,
    loadAll() {
      for (const stream of Array.from(hungry)) read(stream);
    },

    loaded(stream, rows, upTo) {
      end(stream);
      const blocks: EventBlock[] = [];
      for (const row of rows) {
        const block = row.events[0]?.block;
        if (block !== undefined) Object.assign(block, { arrival: row.id, isStored: true });
        if (!stream.pushRead(row)) continue;
        // All of its events have their answer, which the process before this one could not note down.
        if (block === undefined) journal.ack([{ id: row.id, events: 'all' }]);
        else blocks.push(block);
      }
      stream.endRead(upTo);
      read(stream);
      loadOthers();
      return blocks;
    },

    failed(stream) {
      end(stream);
      clock.schedule(() => read(stream), READ_AGAIN_MILLIS);
    },
  };
}
