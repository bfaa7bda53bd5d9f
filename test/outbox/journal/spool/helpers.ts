import assert from 'node:assert/strict';
import { basename, join } from 'node:path';
import type { Destination } from '../../../../src/events/model.js';
import { packRow } from '../../../../src/outbox/journal/row-codec.js';
import type { Owner, SpoolReply, SpoolStart } from '../../../../src/outbox/journal/protocol.js';
import { openFolder } from '../../../../src/outbox/journal/directory.js';
import type { JournalFile } from '../../../../src/outbox/journal/spool/journal-file.js';
import { createJournalFiles, type JournalFiles } from '../../../../src/outbox/journal/spool/journal-files.js';
import { makeJournalFile } from '../../../../src/outbox/journal/spool/open-journal-file.js';
import type { FileRow } from '../../../../src/outbox/journal/spool/row-table.js';
import { loadSqlite, type Sqlite } from '../../../../src/outbox/journal/spool/sqlite.js';
import { zip } from '../../../../src/outbox/journal/spool/zip.js';
import { newName, numbered } from '../../../durable/helpers/outbox.js';
import { destination } from '../../../helpers/events.js';
import { lineOf } from '../../../helpers/message.js';

export const CHECKPOINT_PAGES = 64;

/** The files of an exporter, and the messages about them. */
export interface TestFiles {
  readonly files: JournalFiles;
  readonly replies: SpoolReply[];
  readonly reported: string[];
}

export function openFiles(
  directory: string,
  start: Partial<SpoolStart> = {},
  sqlite: Sqlite = loadSqlite(),
): TestFiles {
  const replies: SpoolReply[] = [];
  const reported: string[] = [];
  const files = createJournalFiles(
    {
      sqlite,
      now: () => 0,
      newName,
      reply: (reply) => void replies.push(reply),
      errorOnce: (message) => void reported.push(lineOf(message)),
    },
    { directory, maxBytes: 64 * 1024 * 1024, whenFull: 'drop-newest', fingerprint: 'ours', ...start },
  );
  return { files, replies, reported };
}

/** A file of our own, by its path. */
export function makeFile(directory: string, name = 'x.sqlite', fingerprint = 'ours'): JournalFile {
  const path = join(openFolder(directory), name);
  return makeJournalFile(loadSqlite(), path, { fingerprint, checkpointPages: CHECKPOINT_PAGES });
}

/** Runs the work in a transaction, and returns its result. */
export function inTransaction<T>(file: JournalFile, work: () => T): T {
  let given: T;
  file.transaction(() => {
    given = work();
  }, true);
  return given!;
}

/** SQLite, and which transactions of which file were synced to the disk when they ended. */
export function watchCommits() {
  const commits: (readonly [file: string, isSynced: boolean])[] = [];
  const FULL = 2;
  class Watched extends loadSqlite().DatabaseSync {
    readonly #file: string;

    constructor(path: string) {
      super(path);
      this.#file = basename(path);
    }

    override exec(sql: string): void {
      if (sql === 'COMMIT') {
        const synchronous = this.prepare('PRAGMA synchronous').get()?.['synchronous'];
        commits.push([this.#file, synchronous === FULL]);
      }
      super.exec(sql);
    }
  }
  return { sqlite: { DatabaseSync: Watched }, commits };
}

/** This many events with numbers from `first` on, each of this many bytes. */
export function rowOf(
  id: number,
  { to = destination(), first = 0, count = 1, bytes = 0 } = {},
): Omit<FileRow, 'answered'> {
  const body = zip(packRow(numbered(first, count, bytes)[0]!));
  return { id, destination: to, entity: undefined, events: count, body };
}

export interface LeftFile {
  readonly directory: string;
  readonly name: string;
  readonly rows: readonly Omit<FileRow, 'answered'>[];
  readonly owner?: Owner;
  readonly fingerprint?: string;
}

/** Leaves a file like a process that ended; returns its path. */
export function leaveFile({ directory, name, rows, owner, fingerprint }: LeftFile): string {
  const file = makeFile(directory, name, fingerprint);
  if (owner !== undefined) file.setOwner(owner);
  inTransaction(file, () => {
    for (const row of rows) file.insert(row);
  });
  file.close();
  return file.path;
}

export function idsOf(rows: Iterable<FileRow>): number[] {
  return Array.from(rows, ({ id }) => id);
}

/** The ids of the rows that a reply carries. */
export function idsIn(reply: SpoolReply | undefined): number[] {
  assert.ok(reply?.kind === 'rows', reply?.kind);
  return reply.rows.map(({ id }) => id);
}

export function destinations(...names: readonly string[]): Destination[] {
  return names.map((name) => destination(name));
}
