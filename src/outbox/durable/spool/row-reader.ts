import type { LoadedRow, Request, SpoolReply } from '../protocol.js';
import type { OpenFiles } from './open-files.js';
import { messageOf } from './row-writer.js';
import type { StoredRow } from './row-table.js';
import type { SpoolFile } from './spool-file.js';
import { isDamage } from './sqlite.js';
import { eventsOf, timesOf } from './stored-events.js';
import { free } from './zip.js';

/** A load ends with the row that makes it so much: what the main thread takes in at once without holding others up. */
const LOAD_BYTES = 1024 * 1024;
const LOAD_EVENTS = 4_096;

export interface RowReaderParts {
  readonly files: OpenFiles;
  readonly now: () => number;
  readonly reply: (reply: SpoolReply) => void;
  readonly trouble: (cause: string, message: string) => void;
}

/** Reads the next rows of a stream. Never throws. */
export function createRowReader({ files, now, reply, trouble }: RowReaderParts) {
  /** The database is whole and the row is not: it costs itself alone. */
  function dropDamaged(source: string, file: SpoolFile, row: StoredRow, error: unknown): void {
    file.transaction(() => file.remove(row.id), false);
    const times = timesOf(row, now);
    reply({ kind: 'dropped', row: { source, id: row.id }, names: row.names, reason: 'damaged', times });
    trouble(
      'outbox row',
      `A batch of ${times.length} events in the durable outbox is damaged: ${messageOf(error)}`,
    );
  }

  function read(source: string, file: SpoolFile, row: StoredRow): LoadedRow | undefined {
    try {
      const events = eventsOf(row);
      free(row.body);
      return { id: row.id, events };
    } catch (error) {
      dropDamaged(source, file, row, error);
      return undefined;
    }
  }

  return ({ source, names, after, most }: Request<'load'>): void => {
    const rows: LoadedRow[] = [];
    let upTo: number | undefined;
    let failed = false;
    try {
      const file = files.find(source);
      let bytes = 0;
      let events = 0;
      for (const row of file?.rowsAfter(names, after) ?? []) {
        const loaded = read(source, file!, row);
        if (loaded === undefined) continue;
        rows.push(loaded);
        bytes += loaded.events[0]?.block.bytes.length ?? 0;
        events += row.events;
        if (most === 'piece' && bytes < LOAD_BYTES && events < LOAD_EVENTS) continue;
        upTo = row.id;
        break;
      }
      if (file === undefined) reply({ kind: 'source lost', source });
    } catch (error) {
      failed = true;
      if (isDamage(error)) files.giveUp(source, error);
      else trouble('outbox read', `The durable outbox can not be read: ${messageOf(error)}`);
    }
    reply({ kind: 'loaded', source, names, rows, upTo, failed });
  };
}
