import { chmodSync, closeSync, openSync } from 'node:fs';
import { createJournalFile, PAGE_BYTES, removeFiles, type JournalFile } from './journal-file.js';
import { quietly } from '../../../util/quietly.js';
import { isBusy, isDamage, messageWithCode, numberColumn, type Database, type Sqlite } from './sqlite.js';

/** `CWLO`, which distinguishes our files from other databases. */
const APPLICATION_ID = 0x43574c4f;

/** The version of the schema below, and of the format of its rows (row-codec.ts). */
export const VERSION = 3;

/** The cache of each open file: small, because rows are read and written once. */
const CACHE_KIBIBYTES = 512;

const SCHEMA = `
  CREATE TABLE owner (endpoint TEXT, region TEXT, account TEXT, fingerprint TEXT NOT NULL) STRICT;
  CREATE TABLE streams (
    id INTEGER PRIMARY KEY,
    log_group TEXT NOT NULL,
    log_stream TEXT NOT NULL,
    entity TEXT,
    UNIQUE (log_group, log_stream)
  ) STRICT;
  CREATE TABLE rows (
    id INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL,
    events INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    body BLOB NOT NULL
  ) STRICT;
  CREATE INDEX rows_of_stream ON rows (stream, id, events, bytes);
  CREATE TABLE answered (row INTEGER NOT NULL, first INTEGER NOT NULL, count INTEGER NOT NULL) STRICT;
  CREATE INDEX answered_of_row ON answered (row, first, count);
`;

export type Opened =
  | { readonly status: 'open'; readonly file: JournalFile }
  /** Another exporter holds it. */
  | { readonly status: 'busy' }
  | { readonly status: 'damaged'; readonly message: string }
  | { readonly status: 'unknown version'; readonly version: number }
  /** Just created, or left before the first row. */
  | { readonly status: 'blank' };

export interface JournalFileSettings {
  readonly fingerprint: string;
  /** The write-ahead log is copied into the file at this size. */
  readonly checkpointPages: number;
}

/** Creates a new file that only this user can read, and locks it. */
export function makeJournalFile(
  sqlite: Sqlite,
  path: string,
  { fingerprint, checkpointPages }: JournalFileSettings,
): JournalFile {
  // SQLite gives its own files, including the log, the permissions of this one, whatever the umask is.
  closeSync(openSync(path, 'wx', 0o600));
  if (process.getuid !== undefined) chmodSync(path, 0o600);
  let database: Database | undefined;
  try {
    database = new sqlite.DatabaseSync(path);
    database.exec(`
      PRAGMA page_size = ${PAGE_BYTES};
      PRAGMA auto_vacuum = INCREMENTAL;
    `);
    lock(database, checkpointPages);
    database.exec('BEGIN IMMEDIATE');
    database.exec(SCHEMA);
    database.prepare('INSERT INTO owner (fingerprint) VALUES (?)').run(fingerprint);
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${VERSION}; COMMIT`);
    return createJournalFile(database, path);
  } catch (error) {
    quietly(() => database?.close());
    removeFiles(path);
    throw error;
  }
}

/** Takes over a file that a process left, if no process holds it. */
export function openJournalFile(sqlite: Sqlite, path: string, checkpointPages: number): Opened {
  let database: Database | undefined;
  try {
    database = new sqlite.DatabaseSync(path);
    lock(database, checkpointPages);
    const pages = numberColumn(database.prepare('PRAGMA page_count').get(), 'page_count');
    const application = numberColumn(database.prepare('PRAGMA application_id').get(), 'application_id');
    const version = numberColumn(database.prepare('PRAGMA user_version').get(), 'user_version');
    if (application === APPLICATION_ID && version === VERSION) {
      return { status: 'open', file: createJournalFile(database, path) };
    }
    database.close();
    if (pages <= 1 && application === 0 && version === 0) return { status: 'blank' };
    return application === APPLICATION_ID
      ? { status: 'unknown version', version }
      : { status: 'damaged', message: 'it is a database of something else' };
  } catch (error) {
    quietly(() => database?.close());
    if (isBusy(error)) return { status: 'busy' };
    if (isDamage(error)) return { status: 'damaged', message: messageWithCode(error) };
    throw error;
  }
}

/**
 * The exclusive lock is taken here and kept until the file is closed or the process ends, however it ends.
 * In this mode the write-ahead log needs no shared memory, and one sync of it makes a transaction durable.
 */
function lock(database: Database, checkpointPages: number): void {
  database.exec(`
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -${CACHE_KIBIBYTES};
    PRAGMA cell_size_check = ON;
    PRAGMA wal_autocheckpoint = ${checkpointPages};
    PRAGMA journal_size_limit = ${checkpointPages * PAGE_BYTES};
    BEGIN EXCLUSIVE;
    COMMIT;
  `);
}
