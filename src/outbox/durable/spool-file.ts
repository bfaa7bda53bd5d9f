import { chmodSync, closeSync, openSync, renameSync, rmSync } from 'node:fs';
import type { ServiceEntity } from '../../model.js';
import { codeOf } from './directory.js';
import { keyOf, type Backlog, type Identity, type Names } from './protocol.js';
import type { AnsweredRange } from './row-codec.js';
import type { Database, Sqlite, SqlValue, Statement } from './sqlite.js';

/** `CWLO`, so that a file of ours is known from any other database. */
const APPLICATION_ID = 0x43574c4f;

/** The version of the schema below. */
const VERSION = 1;

export const PAGE_BYTES = 4096;

/** Freed pages that are given back to the disk at once; fewer are kept for the next rows. */
const KEEP_FREE_PAGES = 256;

/** Streams without rows whose names are kept. */
const MAX_IDLE_STREAMS = 1_000;

const SCHEMA = `
  CREATE TABLE owner (endpoint TEXT, region TEXT, account TEXT, hint TEXT NOT NULL) STRICT;
  CREATE TABLE streams (
    id INTEGER PRIMARY KEY,
    log_group TEXT NOT NULL,
    log_stream TEXT NOT NULL,
    service TEXT,
    environment TEXT,
    UNIQUE (log_group, log_stream)
  ) STRICT;
  CREATE TABLE rows (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    stream INTEGER NOT NULL,
    events INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    created INTEGER NOT NULL,
    body BLOB NOT NULL
  ) STRICT;
  CREATE INDEX rows_of_stream ON rows (stream, id, events, bytes);
  CREATE TABLE answered (row INTEGER NOT NULL, first INTEGER NOT NULL, count INTEGER NOT NULL) STRICT;
  CREATE INDEX answered_of_row ON answered (row, first, count);
`;

/** SQLite's own words for what can not be a file of ours, or not any more. */
const NOT_A_DATABASE = 26;
const CORRUPT = 11;
const BUSY = 5;

/** How a row is kept. */
export interface StoredRow {
  readonly id: number;
  readonly events: number;
  readonly body: Uint8Array;
  readonly answered: readonly AnsweredRange[];
}

/** One database file, ours alone as long as it is open. */
export interface SpoolFile {
  readonly path: string;
  /** Runs the work in one transaction. A durable one is on the disk when it ends. */
  transaction(work: () => void, durably: boolean): void;
  /** Gives the id of the row. */
  insert(names: Names, entity: ServiceEntity | undefined, events: number, body: Uint8Array): number;
  remove(id: number): void;
  markAnswered(id: number, ranges: readonly AnsweredRange[]): void;
  /** Rows of a stream after one, in their order, read one by one. */
  rowsAfter(names: Names, after: number): Iterable<StoredRow>;
  row(id: number): (StoredRow & { readonly names: Names }) | undefined;
  oldest(not: ReadonlySet<number>): number | undefined;
  oldestOf(key: string, not: ReadonlySet<number>): number | undefined;
  newestOf(key: string, not: ReadonlySet<number>): number | undefined;
  backlogs(): Backlog[];
  /** Bytes of the rows of each stream, compressed. */
  bytesOf(key: string): number;
  readonly isEmpty: boolean;
  /** Pages in use, and all of them. */
  pages(): { readonly used: number; readonly all: number };
  /** Gives free pages at the end back to the disk. */
  shrink(keep?: number): void;
  identify(identity: Identity): void;
  /** Whether its events may be sent by this identity. */
  belongsTo(identity: Identity, hint: string): boolean;
  /** Copies what the log holds into the file. */
  checkpoint(): void;
  /** Closes it, and removes it where it is empty. */
  close(): void;
  /** Closes it as it is. */
  abandon(): void;
}

export type Opened =
  | { readonly status: 'open'; readonly file: SpoolFile }
  /** Another exporter has it. */
  | { readonly status: 'busy' }
  | { readonly status: 'damaged'; readonly message: string }
  | { readonly status: 'unknown version'; readonly version: number }
  /** Just made, or left before the first row. */
  | { readonly status: 'blank' };

export interface SpoolFileSettings {
  readonly hint: string;
  readonly checkpointPages: number;
}

export function isDamage(error: unknown): boolean {
  const code = errcodeOf(error);
  return code === NOT_A_DATABASE || code === CORRUPT;
}

/** The primary code of an error of SQLite. */
function errcodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}

/** Makes a new file that only we can read, and holds it. */
export function createSpoolFile(sqlite: Sqlite, path: string, settings: SpoolFileSettings): SpoolFile {
  // SQLite gives its own files, the log beside it too, the permissions of this one, whatever the umask.
  closeSync(openSync(path, 'wx', 0o600));
  if (process.getuid !== undefined) chmodSync(path, 0o600);
  let database: Database | undefined;
  try {
    database = new sqlite.DatabaseSync(path);
    database.exec(`
      PRAGMA page_size = ${PAGE_BYTES};
      PRAGMA auto_vacuum = INCREMENTAL;
    `);
    hold(database, settings);
    database.exec('BEGIN IMMEDIATE');
    database.exec(SCHEMA);
    database.prepare('INSERT INTO owner (hint) VALUES (?)').run(settings.hint);
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${VERSION}; COMMIT`);
    return createFile(database, path);
  } catch (error) {
    try {
      database?.close();
    } finally {
      removeFiles(path);
    }
    throw error;
  }
}

/** Takes a file that another process left, if nobody holds it. */
export function openSpoolFile(sqlite: Sqlite, path: string, settings: SpoolFileSettings): Opened {
  let database: Database | undefined;
  try {
    database = new sqlite.DatabaseSync(path);
    hold(database, settings);
    const pages = numberOf(database.prepare('PRAGMA page_count').get(), 'page_count');
    const application = numberOf(database.prepare('PRAGMA application_id').get(), 'application_id');
    const version = numberOf(database.prepare('PRAGMA user_version').get(), 'user_version');
    if (application === APPLICATION_ID && version === VERSION) {
      return { status: 'open', file: createFile(database, path) };
    }
    database.close();
    if (pages <= 1 && application === 0 && version === 0) return { status: 'blank' };
    return application === APPLICATION_ID
      ? { status: 'unknown version', version }
      : { status: 'damaged', message: 'it is a database of something else' };
  } catch (error) {
    closeQuietly(database);
    if (errcodeOf(error) === BUSY) return { status: 'busy' };
    if (isDamage(error)) return { status: 'damaged', message: String(error) };
    throw error;
  }
}

/** Keeps what can not be read for people to look at, out of the way of others. */
export function setAside(path: string, ending: string): string {
  const aside = `${path}.${ending}`;
  renameSync(path, aside);
  for (const beside of ['-wal', '-journal']) {
    try {
      renameSync(path + beside, aside + beside);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
  }
  return aside;
}

/**
 * The exclusive lock is taken here and kept until the file is closed or the process ends, however it ends.
 * In this mode the write-ahead log needs no shared memory, and one sync of it makes a transaction durable.
 */
function hold(database: Database, { checkpointPages }: SpoolFileSettings): void {
  database.exec(`
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA temp_store = MEMORY;
    PRAGMA cell_size_check = ON;
    PRAGMA wal_autocheckpoint = ${checkpointPages};
    PRAGMA journal_size_limit = ${checkpointPages * PAGE_BYTES};
    BEGIN EXCLUSIVE;
    COMMIT;
  `);
}

function createFile(database: Database, path: string): SpoolFile {
  const statements = new Map<string, Statement>();
  const streamIds = new Map<string, number>();
  const names = new Map<number, Names>();
  const entities = new Map<number, ServiceEntity | undefined>();
  const bytes = new Map<string, number>();
  let isDurable = true;
  let rows = 0;

  function sql(text: string): Statement {
    let statement = statements.get(text);
    if (statement === undefined) statements.set(text, (statement = database.prepare(text)));
    return statement;
  }

  function remember(id: number, of: Names, entity: ServiceEntity | undefined): void {
    streamIds.set(keyOf(of), id);
    names.set(id, of);
    entities.set(id, entity);
  }

  function readStreams(): void {
    streamIds.clear();
    names.clear();
    entities.clear();
    for (const row of sql('SELECT id, log_group, log_stream, service, environment FROM streams').all()) {
      const { service, environment } = row;
      const entity =
        typeof service === 'string' && typeof environment === 'string'
          ? { name: service, environment }
          : undefined;
      const of = { group: textOf(row, 'log_group'), stream: textOf(row, 'log_stream') };
      remember(numberOf(row, 'id'), of, entity);
    }
  }

  readStreams();
  for (const row of sql(
    'SELECT stream, sum(bytes) AS bytes, count(*) AS rows FROM rows GROUP BY stream',
  ).all()) {
    const of = names.get(numberOf(row, 'stream'));
    if (of !== undefined) bytes.set(keyOf(of), numberOf(row, 'bytes'));
    rows += numberOf(row, 'rows');
  }

  function streamId(of: Names, entity: ServiceEntity | undefined): number {
    const known = streamIds.get(keyOf(of));
    const values = [entity?.name ?? null, entity?.environment ?? null];
    if (known === undefined) {
      const { lastInsertRowid } = sql(
        'INSERT INTO streams (log_group, log_stream, service, environment) VALUES (?, ?, ?, ?)',
      ).run(of.group, of.stream, ...values);
      remember(lastInsertRowid, of, entity);
      return lastInsertRowid;
    }
    const before = entities.get(known);
    if (before?.name !== entity?.name || before?.environment !== entity?.environment) {
      sql('UPDATE streams SET service = ?, environment = ? WHERE id = ?').run(...values, known);
      entities.set(known, entity);
    }
    return known;
  }

  function grow(key: string, by: number, rowsBy: number): void {
    bytes.set(key, (bytes.get(key) ?? 0) + by);
    rows += rowsBy;
  }

  function answeredOf(id: number): AnsweredRange[] {
    return sql('SELECT first, count FROM answered WHERE row = ?')
      .all(id)
      .map((row) => [numberOf(row, 'first'), numberOf(row, 'count')]);
  }

  function stored(row: Record<string, SqlValue>): StoredRow {
    const { body } = row;
    if (!(body instanceof Uint8Array)) throw new Error('a row without a body');
    const id = numberOf(row, 'id');
    return { id, events: numberOf(row, 'events'), body, answered: answeredOf(id) };
  }

  return {
    path,

    transaction(work, durably) {
      if (durably !== isDurable) {
        // What is only taken away need not be on the disk at once: after a power cut it would be sent twice.
        database.exec(`PRAGMA synchronous = ${durably ? 'FULL' : 'NORMAL'}`);
        isDurable = durably;
      }
      const before = { rows, bytes: new Map(bytes) };
      database.exec('BEGIN IMMEDIATE');
      try {
        work();
        database.exec('COMMIT');
      } catch (error) {
        // SQLite rolls back by itself after some errors, and then has nothing to roll back.
        execQuietly(database, 'ROLLBACK');
        rows = before.rows;
        bytes.clear();
        for (const [key, value] of before.bytes) bytes.set(key, value);
        // A stream that was made in it is not there any more.
        readStreams();
        throw error;
      }
    },

    insert(of, entity, events, body) {
      const stream = streamId(of, entity);
      const { lastInsertRowid } = sql(
        'INSERT INTO rows (stream, events, bytes, created, body) VALUES (?, ?, ?, unixepoch() * 1000, ?)',
      ).run(stream, events, body.length, body);
      grow(keyOf(of), body.length, 1);
      return lastInsertRowid;
    },

    remove(id) {
      const row = sql('SELECT stream, bytes FROM rows WHERE id = ?').get(id);
      if (row === undefined) return;
      sql('DELETE FROM rows WHERE id = ?').run(id);
      sql('DELETE FROM answered WHERE row = ?').run(id);
      const of = names.get(numberOf(row, 'stream'));
      if (of !== undefined) grow(keyOf(of), -numberOf(row, 'bytes'), -1);
      // Names can change with the day; those of the past are not kept for ever.
      if (rows === 0 && streamIds.size > MAX_IDLE_STREAMS) {
        sql('DELETE FROM streams').run();
        bytes.clear();
        readStreams();
      }
    },

    markAnswered(id, ranges) {
      const statement = sql(
        'INSERT INTO answered (row, first, count) SELECT id, ?, ? FROM rows WHERE id = ?',
      );
      for (const [first, count] of ranges) statement.run(first, count, id);
    },

    *rowsAfter(of, after) {
      const stream = streamIds.get(keyOf(of));
      if (stream === undefined) return;
      const next = sql('SELECT id, events, body FROM rows WHERE stream = ? AND id > ? ORDER BY id LIMIT 1');
      for (let row = next.get(stream, after); row !== undefined;) {
        const found = stored(row);
        yield found;
        row = next.get(stream, found.id);
      }
    },

    row(id) {
      const row = sql('SELECT id, stream, events, body FROM rows WHERE id = ?').get(id);
      const of = row && names.get(numberOf(row, 'stream'));
      return of && { ...stored(row), names: of };
    },

    oldest: (not) => firstNotIn(sql('SELECT id FROM rows ORDER BY id LIMIT ?'), not),

    oldestOf(key, not) {
      const stream = streamIds.get(key);
      if (stream === undefined) return undefined;
      return firstNotIn(sql('SELECT id FROM rows WHERE stream = ? ORDER BY id LIMIT ?'), not, stream);
    },

    newestOf(key, not) {
      const stream = streamIds.get(key);
      if (stream === undefined) return undefined;
      return firstNotIn(sql('SELECT id FROM rows WHERE stream = ? ORDER BY id DESC LIMIT ?'), not, stream);
    },

    backlogs() {
      const answered = new Map(
        sql(
          'SELECT rows.stream AS stream, sum(answered.count) AS events FROM answered JOIN rows ON rows.id = answered.row GROUP BY rows.stream',
        )
          .all()
          .map((row) => [numberOf(row, 'stream'), numberOf(row, 'events')]),
      );
      return sql('SELECT stream, count(*) AS rows, sum(events) AS events FROM rows GROUP BY stream')
        .all()
        .flatMap((row) => {
          const stream = numberOf(row, 'stream');
          const of = names.get(stream);
          if (of === undefined) return [];
          const events = numberOf(row, 'events') - (answered.get(stream) ?? 0);
          return [{ names: of, entity: entities.get(stream), rows: numberOf(row, 'rows'), events }];
        });
    },

    bytesOf: (key) => bytes.get(key) ?? 0,

    get isEmpty() {
      return rows === 0;
    },

    pages() {
      const all = numberOf(sql('PRAGMA page_count').get(), 'page_count');
      const free = numberOf(sql('PRAGMA freelist_count').get(), 'freelist_count');
      return { used: all - free, all };
    },

    shrink(keep = KEEP_FREE_PAGES) {
      const free = numberOf(sql('PRAGMA freelist_count').get(), 'freelist_count');
      if (free > keep) database.exec(`PRAGMA incremental_vacuum(${free - keep})`);
    },

    identify({ endpoint, region, account }) {
      sql('UPDATE owner SET endpoint = ?, region = ?, account = ?').run(endpoint, region, account);
    },

    belongsTo(identity, hint) {
      const owner = sql('SELECT endpoint, region, account, hint FROM owner').get();
      if (owner === undefined) return false;
      if (owner['account'] === null) return owner['hint'] === hint;
      return (
        owner['endpoint'] === identity.endpoint &&
        owner['region'] === identity.region &&
        owner['account'] === identity.account
      );
    },

    checkpoint: () => execQuietly(database, 'PRAGMA wal_checkpoint(TRUNCATE)'),

    abandon: () => closeQuietly(database),

    close() {
      execQuietly(database, 'PRAGMA wal_checkpoint(TRUNCATE)');
      closeQuietly(database);
      // Whoever takes it in this moment finds no rows, and puts none in: only its maker does.
      if (rows === 0) removeFiles(path);
    },
  };
}

function firstNotIn(
  statement: Statement,
  not: ReadonlySet<number>,
  ...values: SqlValue[]
): number | undefined {
  const row = statement.all(...values, not.size + 1).find((found) => !not.has(numberOf(found, 'id')));
  return row === undefined ? undefined : numberOf(row, 'id');
}

function numberOf(row: Record<string, SqlValue> | undefined, column: string): number {
  const value = row?.[column];
  if (typeof value !== 'number') throw new Error(`${column} is no number`);
  return value;
}

function textOf(row: Record<string, SqlValue>, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new Error(`${column} is no text`);
  return value;
}

function execQuietly(database: Database, text: string): void {
  try {
    database.exec(text);
  } catch {
    // It was a courtesy.
  }
}

function closeQuietly(database: Database | undefined): void {
  try {
    database?.close();
  } catch {
    // It is of no more use either way.
  }
}

function removeFile(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It is empty: whoever finds it removes it.
  }
}

function removeFiles(path: string): void {
  for (const ending of ['', '-wal', '-journal']) removeFile(path + ending);
}
