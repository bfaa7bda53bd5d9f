import { messageOf } from '../../../messages/message.js';
import { releaseBuffer } from '../../../util/release-buffer.js';
import type { StoredRow } from '../journal.js';
import type { Request } from '../protocol.js';
import type { FileWorkParts } from './journal-files.js';
import type { JournalFile } from './journal-file.js';
import type { FileRow } from './row-table.js';
import { isDamage, messageWithCode } from './sqlite.js';
import { eventsOf, timesOf } from './stored-events.js';

/** A piece ends with the row that reaches this size: the main thread can take that in without blocking. */
const READ_BYTES = 1024 * 1024;
const READ_EVENTS = 4_096;

/** A file that fails to be read this often in a row is set aside: reads of other streams wait for it. */
const MAX_READ_FAILURES = 3;

/** Reads the next rows of a stream. Never throws. */
export function createRowReader({ files, now, reply, errorOnce }: FileWorkParts) {
  let failures = 0;

  /** The database is intact and the row is not: only the row is lost. */
  function dropDamaged(file: JournalFile, row: FileRow, error: unknown): void {
    file.transaction(() => file.remove(row.id), false);
    const times = timesOf(row, now);
    const { id, destination } = row;
    reply({ kind: 'dropped', destination, id, reason: 'damaged', times });
    errorOnce(
      messageOf('CWL_OUTBOX_EVENTS_DAMAGED', { events: times.length, error: messageWithCode(error) }),
    );
  }

  function read(file: JournalFile, row: FileRow): StoredRow | undefined {
    try {
      const events = eventsOf(row);
      releaseBuffer(row.body.buffer);
      return { id: row.id, events };
    } catch (error) {
      dropDamaged(file, row, error);
      return undefined;
    }
  }

  function readAll({ destination, after, upTo, most }: Request<'read'>): void {
    const file = files.current();
    const rows: StoredRow[] = [];
    let bytes = 0;
    let events = 0;
    for (const row of file?.rowsOf(destination, after, upTo) ?? []) {
      const found = read(file!, row);
      if (found === undefined) continue;
      rows.push(found);
      bytes += found.events[0]?.block.bytes.length ?? 0;
      events += row.events;
      if (most === 'piece' && bytes < READ_BYTES && events < READ_EVENTS) continue;
      reply({ kind: 'rows', destination, rows, upTo: row.id });
      return;
    }
    reply({ kind: 'rows', destination, rows, upTo });
  }

  return (request: Request<'read'>): void => {
    try {
      readAll(request);
      failures = 0;
    } catch (error) {
      reply({ kind: 'not read', destination: request.destination });
      if (isDamage(error)) files.setAsideOwn(`is damaged (${messageWithCode(error)})`);
      else if (++failures >= MAX_READ_FAILURES)
        files.setAsideOwn(`cannot be read (${messageWithCode(error)})`);
      else errorOnce(messageOf('CWL_OUTBOX_READ_FAILED', { error: messageWithCode(error) }));
    }
  };
}
