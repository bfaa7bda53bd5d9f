import type { Backlog } from '../journal.js';
import { keyOf } from '../../../events/destination.js';
import { RECOVERED_ROWS, type SpoolSettings } from '../protocol.js';
import { ARRIVAL_STEP } from '../arrivals.js';
import type { FileWorkParts, LeftOver } from './journal-files.js';
import { createLeftOverSearch } from './left-over-search.js';
import type { FileRow } from './row-table.js';
import { isDamage, messageWithCode } from './sqlite.js';

/** Rows that move at once when the disk is full: they are in both files for a moment. */
const SMALL_PIECE_BYTES = 256 * 1024;

/** A file that fails to be opened or read this often is set aside. */
const MAX_LEFT_OVER_FAILURES = 3;

/** Moves rows that other processes left into our own file, piece by piece. Never throws. */
export function createLeftOverRecovery(
  { files, now, reply, errorOnce }: FileWorkParts,
  settings: SpoolSettings,
): (firstId: number) => void {
  const failures = new Map<string, number>();
  /** Whether the file has failed too often. */
  const fails = (name: string): boolean => {
    failures.set(name, (failures.get(name) ?? 0) + 1);
    return failures.get(name)! >= MAX_LEFT_OVER_FAILURES;
  };
  const search = createLeftOverSearch({ files, now, errorOnce, fails }, settings);
  /** There are more files than may be open at once. */
  let hasMore = false;

  /** They are in our file before they leave the other: a crash in between may send them twice, and loses none. */
  function insert(rows: readonly FileRow[], firstId: number): Backlog[] {
    const own = files.own();
    const backlogs = new Map<string, Backlog>();
    own.transaction(() => {
      for (const [index, row] of rows.entries()) {
        const id = firstId + index * ARRIVAL_STEP;
        own.insertRecovered({ ...row, id });
        own.markAnswered(id, row.answered);
        const key = keyOf(row.destination);
        backlogs.set(key, addTo(backlogs.get(key), row, id));
      }
    }, true);
    return [...backlogs.values()];
  }

  function onLeftOver<T>(leftOver: LeftOver, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (isDamage(error)) files.setAsideLeftOver(leftOver, `is damaged (${messageWithCode(error)})`);
      else if (fails(leftOver.name))
        files.setAsideLeftOver(leftOver, `cannot be read (${messageWithCode(error)})`);
      return undefined;
    }
  }

  function move(leftOver: LeftOver, firstId: number): Backlog[] {
    const room = files.allowedBytes() - files.usedBytes();
    const mostBytes = Math.max(SMALL_PIECE_BYTES, Math.min(files.transactionBytes, room));
    const rows = onLeftOver(leftOver, () => rowsOf(leftOver, mostBytes));
    if (rows === undefined) return [];
    if (rows.length === 0) {
      if (
        onLeftOver(
          leftOver,
          () => !leftOver.file.isEmpty() && leftOver.file.pick('oldest', undefined) === undefined,
        )
      ) {
        files.setAsideLeftOver(leftOver, 'holds rows of no stream, or of no possible number');
        return [];
      }
      files.leftOvers.splice(files.leftOvers.indexOf(leftOver), 1);
      leftOver.file.close();
      return [];
    }
    const backlogs = insert(rows, firstId);
    onLeftOver(leftOver, () => remove(leftOver, rows));
    return backlogs;
  }

  return (firstId) => {
    const { owner, leftOvers } = files;
    let backlogs: Backlog[] = [];
    try {
      if (owner !== undefined && leftOvers.length === 0) hasMore = search(owner);
      const youngest = leftOvers.at(-1);
      if (youngest !== undefined) backlogs = move(youngest, firstId);
      reply({ kind: 'recovered', backlogs, rest: leftOvers.length > 0 || hasMore ? 'more' : 'none' });
    } catch {
      // Our own disk fails, which the next insert reports. The next search continues.
      reply({ kind: 'recovered', backlogs: [], rest: 'none' });
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

function rowsOf(leftOver: LeftOver, mostBytes: number): FileRow[] {
  const rows: FileRow[] = [];
  let bytes = 0;
  for (const row of leftOver.file.rowsAfter(leftOver.movedTo)) {
    rows.push(row);
    bytes += row.body.length;
    if (bytes >= mostBytes || rows.length === RECOVERED_ROWS) break;
  }
  return rows;
}

function remove(leftOver: LeftOver, rows: readonly FileRow[]): void {
  leftOver.movedTo = rows.at(-1)!.id;
  const { file } = leftOver;
  file.transaction(() => {
    for (const { id } of rows) file.remove(id);
  }, false);
  file.shrink(0);
  file.checkpoint();
}
