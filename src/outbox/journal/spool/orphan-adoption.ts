import type { Backlog } from '../journal.js';
import { keyOf } from '../../../events/destination.js';
import { ADOPTED_ROWS, type SpoolSettings } from '../protocol.js';
import { ARRIVAL_STEP } from '../arrivals.js';
import type { FileWorkParts, Orphan } from './journal-files.js';
import { createOrphanSearch } from './orphan-search.js';
import type { FileRow } from './row-table.js';
import { isDamage, messageWithCode } from './sqlite.js';

/** Rows that move at once when the disk is full: they are in both files for a moment. */
const SMALL_PIECE_BYTES = 256 * 1024;

/** A file that fails to be opened or read this often is set aside. */
const MAX_ORPHAN_FAILURES = 3;

/** Moves rows that other processes left into our own file, piece by piece. Never throws. */
export function createOrphanAdoption(
  { files, now, reply, errorOnce }: FileWorkParts,
  settings: SpoolSettings,
): (firstId: number) => void {
  const failures = new Map<string, number>();
  /** Whether the file has failed too often. */
  const fails = (name: string): boolean => {
    failures.set(name, (failures.get(name) ?? 0) + 1);
    return failures.get(name)! >= MAX_ORPHAN_FAILURES;
  };
  const search = createOrphanSearch({ files, now, errorOnce, fails }, settings);
  /** There are more files than may be open at once. */
  let hasMore = false;

  /** They are in our file before they leave the other: a crash in between may send them twice, and loses none. */
  function insert(rows: readonly FileRow[], firstId: number): Backlog[] {
    const own = files.own();
    const backlogs = new Map<string, Backlog>();
    own.transaction(() => {
      for (const [index, row] of rows.entries()) {
        const id = firstId + index * ARRIVAL_STEP;
        own.adopt({ ...row, id });
        own.markAnswered(id, row.answered);
        const key = keyOf(row.destination);
        backlogs.set(key, addTo(backlogs.get(key), row, id));
      }
    }, true);
    return [...backlogs.values()];
  }

  function onOrphan<T>(orphan: Orphan, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (isDamage(error)) files.giveUpOrphan(orphan, `is damaged (${messageWithCode(error)})`);
      else if (fails(orphan.name)) files.giveUpOrphan(orphan, `cannot be read (${messageWithCode(error)})`);
      return undefined;
    }
  }

  function move(orphan: Orphan, firstId: number): Backlog[] {
    const room = files.allowedBytes() - files.usedBytes();
    const mostBytes = Math.max(SMALL_PIECE_BYTES, Math.min(files.transactionBytes, room));
    const rows = onOrphan(orphan, () => rowsOf(orphan, mostBytes));
    if (rows === undefined) return [];
    if (rows.length === 0) {
      if (
        onOrphan(orphan, () => !orphan.file.isEmpty() && orphan.file.pick('oldest', undefined) === undefined)
      ) {
        files.giveUpOrphan(orphan, 'holds rows of no stream, or of no possible number');
        return [];
      }
      files.orphans.splice(files.orphans.indexOf(orphan), 1);
      orphan.file.close();
      return [];
    }
    const backlogs = insert(rows, firstId);
    onOrphan(orphan, () => remove(orphan, rows));
    return backlogs;
  }

  return (firstId) => {
    const { owner, orphans } = files;
    let backlogs: Backlog[] = [];
    try {
      if (owner !== undefined && orphans.length === 0) hasMore = search(owner);
      const youngest = orphans.at(-1);
      if (youngest !== undefined) backlogs = move(youngest, firstId);
      reply({ kind: 'adopted', backlogs, rest: orphans.length > 0 || hasMore ? 'more' : 'none' });
    } catch {
      // Our own disk fails, which the next insert reports. The next search continues.
      reply({ kind: 'adopted', backlogs: [], rest: 'none' });
    }
  };
}

function addTo(known: Backlog | undefined, row: FileRow, id: number): Backlog {
  const answered = row.answered.reduce((sum, [, count]) => sum + count, 0);
  const events = Math.max(0, row.events - answered);
  const { destination, entity } = row;
  if (known === undefined) return { destination, entity, rows: 1, events, first: id, last: id };
  return { ...known, rows: known.rows + 1, events: known.events + events, last: id };
}

function rowsOf(orphan: Orphan, mostBytes: number): FileRow[] {
  const rows: FileRow[] = [];
  let bytes = 0;
  for (const row of orphan.file.rowsAfter(orphan.movedTo)) {
    rows.push(row);
    bytes += row.body.length;
    if (bytes >= mostBytes || rows.length === ADOPTED_ROWS) break;
  }
  return rows;
}

function remove(orphan: Orphan, rows: readonly FileRow[]): void {
  orphan.movedTo = rows.at(-1)!.id;
  const { file } = orphan;
  file.transaction(() => {
    for (const { id } of rows) file.remove(id);
  }, false);
  file.shrink(0);
  file.checkpoint();
}
