import type { Clock } from '../util/clock.js';
import type { EventBlock } from '../events/model.js';
import type { Journal, StoredRow } from './journal/journal.js';
import {
  hasRoomForPiece,
  isTimeToRead,
  mayHaveMore,
  READ_RESERVE_BYTES,
  STORED_BYTES,
} from './memory-plan.js';
import type { StreamQueue } from './stream-queue.js';

/** Wait after a read that failed. */
const READ_AGAIN_MILLIS = 1_000;

export interface RowLoaderParts {
  readonly clock: Clock;
  readonly journal: Pick<Journal, 'read' | 'isUp' | 'ack'>;
  /** Bytes in memory. */
  readonly memoryBytes: () => number;
  /** Adds to the bytes that are being read; negative when a read ends. */
  readonly reserve: (bytes: number) => void;
}

/** Reads rows that are on the disk alone into memory, as far as there is room. */
export interface RowLoader {
  /** Reads the rows that the stream needs, if it has some on the disk, and those of streams that wait for room. */
  load(stream: StreamQueue): void;
  /** Reads for all streams that need it, when reads are possible again. */
  loadAll(): void;
  /** Takes all rows of the stream up to an id; returns the blocks that are in memory now. */
  loaded(stream: StreamQueue, rows: readonly StoredRow[], upTo: number): EventBlock[];
  /** A read had no answer. */
  failed(stream: StreamQueue): void;
}

export function createRowLoader({ clock, journal, memoryBytes, reserve }: RowLoaderParts): RowLoader {
  /** Streams with rows that are on the disk alone; the one served last is at the end. */
  const toRead = new Set<StreamQueue>();

  function read(stream: StreamQueue): void {
    if (stream.rows.isLoading || !journal.isUp()) return;
    if (!mayHaveMore(stream)) {
      // `load` adds it again when its events have left: checking a thousand such streams for each row is slow.
      toRead.delete(stream);
      return;
    }
    const { next } = stream.rows;
    if (next === undefined) {
      // Rows may come after events that are in memory alone.
      if (stream.rows.isEmpty) toRead.delete(stream);
      return;
    }
    if (!isTimeToRead(stream, memoryBytes())) return;
    toRead.delete(stream);
    toRead.add(stream);
    stream.rows.isLoading = true;
    const most = hasRoomForPiece(memoryBytes()) ? 'piece' : 'row';
    reserve(READ_RESERVE_BYTES);
    journal.read(stream.destination, next.after, next.last, most);
  }

  /** Reads for streams that wait for room in memory. */
  function loadOthers(): void {
    for (const stream of Array.from(toRead)) {
      if (memoryBytes() >= STORED_BYTES) return;
      read(stream);
    }
  }

  function end(stream: StreamQueue): void {
    if (!stream.rows.isLoading) return;
    stream.rows.isLoading = false;
    reserve(-READ_RESERVE_BYTES);
  }

  return {
    load(stream) {
      if (!stream.rows.isEmpty) {
        toRead.add(stream);
        read(stream);
      }
      loadOthers();
    },

    loadAll() {
      for (const stream of Array.from(toRead)) read(stream);
    },

    loaded(stream, rows, upTo) {
      end(stream);
      const blocks: EventBlock[] = [];
      for (const row of rows) {
        const block = row.events[0]?.block;
        if (block !== undefined) Object.assign(block, { arrival: row.id, isStored: true });
        if (!stream.rows.load(row)) continue;
        // All its events have an answer, which the earlier process could not record.
        if (block === undefined) journal.ack([{ id: row.id, events: 'all' }]);
        else blocks.push(block);
      }
      stream.rows.endLoad(upTo);
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
