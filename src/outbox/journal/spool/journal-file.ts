import { rmSync, statSync } from 'node:fs';
import type { Owner } from '../protocol.js';
import { openRowTable, type RowTable } from './row-table.js';
import { quietly } from '../../../util/quietly.js';
import { numberColumn, type Database, type Statement } from './sqlite.js';

export const PAGE_BYTES = 4096;

/** Free pages that are kept for the next rows; more are given back to the disk. */
const KEEP_FREE_PAGES = 256;

/** A file, its log, and the rollback journal that a file has before it has a log. */
const ENDINGS = ['', '-wal', '-journal'];

/** One database file, locked while it is open. */
export interface JournalFile extends Omit<RowTable, 'reread'> {
  readonly path: string;
  /** Runs the work in one transaction. A durable one is synced to the disk when it ends. */
  transaction(work: () => void, durably: boolean): void;
  /** Bytes of the pages in use; the other pages are reused. */
  usedBytes(): number;
  /** Gives free pages back to the disk. */
  shrink(keep?: number): void;
  /** The file, or its log, was removed while it is open. */
  isRemoved(): boolean;
  setOwner(owner: Owner): void;
  /** Whether its events may be sent by this owner. */
  belongsTo(owner: Owner, fingerprint: string): boolean;
  /** Copies what the log holds into the file. */
  checkpoint(): void;
  /** Closes it, and removes it where it is empty. */
  close(): void;
  /** Closes it as it is. */
  abandon(): void;
}

export function createJournalFile(database: Database, path: string): JournalFile {
  const statements = new Map<string, Statement>();
  const { reread, ...rows } = openRowTable(sql);
  let isDurable = true;
  /** Something has been written, so the log exists. */
  let hasLog = false;

  function sql(text: string): Statement {
    let statement = statements.get(text);
    if (statement === undefined) statements.set(text, (statement = database.prepare(text)));
    return statement;
  }

  function checkpoint(): void {
    quietly(() => database.exec('PRAGMA wal_checkpoint(TRUNCATE)'));
  }

  function abandon(): void {
    quietly(() => database.close());
  }

  return {
    ...rows,
    path,

    transaction(work, durably) {
      if (durably !== isDurable) {
        // A removal need not be synced at once: after a power cut the events would be sent twice.
        database.exec(`PRAGMA synchronous = ${durably ? 'FULL' : 'NORMAL'}`);
        isDurable = durably;
      }
      database.exec('BEGIN IMMEDIATE');
      try {
        work();
        database.exec('COMMIT');
        hasLog = true;
      } catch (error) {
        // SQLite rolls back on its own after some errors, and then has nothing to roll back.
        quietly(() => database.exec('ROLLBACK'));
        reread();
        throw error;
      }
    },

    usedBytes() {
      const all = numberColumn(sql('PRAGMA page_count').get(), 'page_count');
      const free = numberColumn(sql('PRAGMA freelist_count').get(), 'freelist_count');
      return (all - free) * PAGE_BYTES;
    },

    shrink(keep = KEEP_FREE_PAGES) {
      const free = numberColumn(sql('PRAGMA freelist_count').get(), 'freelist_count');
      if (free > keep) database.exec(`PRAGMA incremental_vacuum(${free - keep})`);
    },

    isRemoved() {
      return !exists(path) || (hasLog && !exists(`${path}-wal`));
    },

    setOwner({ endpoint, region, account }) {
      sql('UPDATE owner SET endpoint = ?, region = ?, account = ?').run(endpoint, region, account);
    },

    belongsTo({ endpoint, region, account }, fingerprint) {
      const owner = sql('SELECT endpoint, region, account, fingerprint FROM owner').get();
      if (owner === undefined) return false;
      if (owner['account'] === null) return owner['fingerprint'] === fingerprint;
      return owner['endpoint'] === endpoint && owner['region'] === region && owner['account'] === account;
    },

    checkpoint,

    abandon,

    close() {
      const isOver = rows.isEmpty();
      checkpoint();
      abandon();
      // A process that takes it over now finds no rows, and adds none: only its creator does.
      if (isOver) removeFiles(path);
    },
  };
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Bytes that a file and its log take on the disk. */
export function bytesOnDisk(path: string): number {
  return ENDINGS.reduce(
    (sum, ending) => sum + (statSync(path + ending, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

/** Removes an empty file; if that fails, the process that finds it removes it. */
export function removeFiles(path: string): void {
  for (const ending of ENDINGS) quietly(() => rmSync(path + ending, { force: true }));
}
