import type { Destination, ServiceEntity } from '../../../events/model.js';
import type { AnsweredRange } from '../journal.js';
import { keyOf } from '../../../events/destination.js';
import { bounded, isSafe, numberColumn, type SqlValue, type Statement } from './sqlite.js';
import { openStreamTable, ROW_BYTES } from './stream-table.js';

/** More events than a block can hold: larger numbers in a file are damage. */
export const MAX_ROW_EVENTS = 65_536;

/** A row as it is stored. */
export interface FileRow {
  readonly id: number;
  readonly destination: Destination;
  readonly entity: ServiceEntity | undefined;
  /** At most `MAX_ROW_EVENTS`. */
  readonly events: number;
  readonly body: Uint8Array;
  readonly answered: readonly AnsweredRange[];
}

/** The rows of a file, by stream, and which of their events have an answer. */
export interface RowTable {
  insert(row: Omit<FileRow, 'answered'>): void;
  /** Inserts a row of another process: a stream that has rows keeps its entity. */
  insertRecovered(row: Omit<FileRow, 'answered'>): void;
  remove(id: number): void;
  markAnswered(id: number, ranges: readonly AnsweredRange[]): void;
  /** Rows with ids after one, in their order, read one by one. */
  rowsAfter(after: number): Iterable<FileRow>;
  /** The same of one stream, up to an id. */
  rowsOf(destination: Destination, after: number, upTo: number): Iterable<FileRow>;
  /** The oldest or newest row, of one stream or of all. */
  pick(age: 'oldest' | 'newest', key: string | undefined): FileRow | undefined;
  /** Bytes of the rows of a stream, compressed. */
  bytesOf(key: string): number;
  isEmpty(): boolean;
  /** Drops its cached state: a transaction was rolled back. */
  reread(): void;
}

const COLUMNS = `id, stream, ${bounded('events', MAX_ROW_EVENTS)} AS events, body`;

/**
 * Rows whose damage leaves no stream, or no number, are passed over. The plus sign keeps SQLite from searching by this
 * bound instead of by `id > ?`: it would read all earlier rows again for each row.
 */
const READABLE = `${isSafe('+id')} AND ${isSafe('stream')} AND stream IN (SELECT id FROM streams)`;

const RANGES = `SELECT first, count FROM answered WHERE row = ? AND ${isSafe('first')} AND ${isSafe('count')}`;

export function openRowTable(sql: (text: string) => Statement): RowTable {
  const streams = openStreamTable(sql);

  function read(row: Record<string, SqlValue>): FileRow | undefined {
    const { body } = row;
    const id = numberColumn(row, 'id');
    const stream = numberColumn(row, 'stream');
    const destination = streams.destinationOf(stream);
    if (!(body instanceof Uint8Array) || destination === undefined) return undefined;
    const events = numberColumn(row, 'events');
    const answered = sql(RANGES)
      .all(id)
      .map((range): AnsweredRange => [numberColumn(range, 'first'), numberColumn(range, 'count')])
      .filter(([first, count]) => first + count <= events);
    return { id, destination, entity: streams.entityOf(stream), events, body, answered };
  }

  function* each(next: (after: number) => Record<string, SqlValue> | undefined, from: number) {
    for (let row = next(from); row !== undefined; row = next(numberColumn(row, 'id'))) {
      const found = read(row);
      if (found !== undefined) yield found;
    }
  }

  function insert({ id, destination, entity, events, body }: Omit<FileRow, 'answered'>): void {
    const stream = streams.idFor(destination, entity);
    sql('INSERT INTO rows (id, stream, events, bytes, body) VALUES (?, ?, ?, ?, ?)').run(
      id,
      stream,
      events,
      body.length,
      body,
    );
    streams.grow(stream, body.length);
  }

  return {
    insert,

    insertRecovered(row) {
      const key = keyOf(row.destination);
      const known = streams.bytesOf(key) > 0 ? streams.idOf(key) : undefined;
      insert(known === undefined ? row : { ...row, entity: streams.entityOf(known) });
    },

    remove(id) {
      const row = sql(`DELETE FROM rows WHERE id = ? RETURNING stream, ${ROW_BYTES}`).get(id);
      if (row === undefined) return;
      sql('DELETE FROM answered WHERE row = ?').run(id);
      streams.grow(numberColumn(row, 'stream'), -numberColumn(row, 'bytes'));
      streams.forgetIdle();
    },

    markAnswered(id, ranges) {
      const mark = sql('INSERT INTO answered (row, first, count) SELECT id, ?, ? FROM rows WHERE id = ?');
      for (const [first, count] of ranges) mark.run(first, count, id);
    },

    rowsAfter(after) {
      const next = sql(`SELECT ${COLUMNS} FROM rows WHERE id > ? AND ${READABLE} ORDER BY id LIMIT 1`);
      return each((id) => next.get(id), after);
    },

    rowsOf(destination, after, upTo) {
      const stream = streams.idOf(keyOf(destination));
      if (stream === undefined) return [];
      const next = sql(
        `SELECT ${COLUMNS} FROM rows WHERE stream = ? AND id > ? AND id <= ? ORDER BY id LIMIT 1`,
      );
      return each((id) => next.get(stream, id, upTo), after);
    },

    pick(age, key) {
      const stream = key === undefined ? undefined : streams.idOf(key);
      if (key !== undefined && stream === undefined) return undefined;
      const where = stream === undefined ? READABLE : `stream = ? AND ${isSafe('id')}`;
      const order = age === 'oldest' ? 'ASC' : 'DESC';
      const row = sql(`SELECT ${COLUMNS} FROM rows WHERE ${where} ORDER BY id ${order} LIMIT 1`).get(
        ...(stream === undefined ? [] : [stream]),
      );
      return row && read(row);
    },

    bytesOf: streams.bytesOf,

    isEmpty: () => sql('SELECT 1 FROM rows LIMIT 1').get() === undefined,

    reread: streams.reread,
  };
}
