import type { ServiceEntity } from '../../../events/model.js';
import { keyOf, type Backlog, type Names } from '../protocol.js';
import type { AnsweredRange } from '../row-codec.js';
import { numberOf, type SqlValue, type Statement } from './sqlite.js';
import { openStreamTable } from './stream-table.js';

/** How a row is kept. */
export interface StoredRow {
  readonly id: number;
  readonly names: Names;
  readonly events: number;
  readonly body: Uint8Array;
  readonly answered: readonly AnsweredRange[];
}

/** Which row of those that are not excepted. */
export interface Pick {
  readonly age: 'oldest' | 'newest';
  /** Of one stream; of all where there is none. */
  readonly key: string | undefined;
  readonly not: ReadonlySet<number>;
}

/** The rows of a file, by stream, and which of their events have had their answer. */
export interface RowTable {
  /** Gives the id of the row. */
  insert(names: Names, entity: ServiceEntity | undefined, events: number, body: Uint8Array): number;
  remove(id: number): void;
  markAnswered(id: number, ranges: readonly AnsweredRange[]): void;
  /** Rows of a stream after one, in their order, read one by one. */
  rowsAfter(names: Names, after: number): Iterable<StoredRow>;
  row(id: number): StoredRow | undefined;
  pick(which: Pick): number | undefined;
  backlogs(): Backlog[];
  /** Bytes of the rows of a stream, compressed. */
  bytesOf(key: string): number;
  isEmpty(): boolean;
  /** Forgets what it knows by heart: a transaction did not come to be. */
  reread(): void;
}

export function openRowTable(sql: (text: string) => Statement): RowTable {
  const streams = openStreamTable(sql);

  function stored(row: Record<string, SqlValue>): StoredRow | undefined {
    const { body } = row;
    const id = numberOf(row, 'id');
    const names = streams.namesOf(numberOf(row, 'stream'));
    if (!(body instanceof Uint8Array) || names === undefined) return undefined;
    const answered = sql('SELECT first, count FROM answered WHERE row = ?')
      .all(id)
      .map((range): AnsweredRange => [numberOf(range, 'first'), numberOf(range, 'count')]);
    return { id, names, events: numberOf(row, 'events'), body, answered };
  }

  return {
    insert(names, entity, events, body) {
      const stream = streams.idFor(names, entity);
      const { lastInsertRowid } = sql(
        'INSERT INTO rows (stream, events, bytes, created, body) VALUES (?, ?, ?, unixepoch() * 1000, ?)',
      ).run(stream, events, body.length, body);
      streams.grow(stream, body.length);
      return lastInsertRowid;
    },

    remove(id) {
      const row = sql('SELECT stream, bytes FROM rows WHERE id = ?').get(id);
      if (row === undefined) return;
      sql('DELETE FROM rows WHERE id = ?').run(id);
      sql('DELETE FROM answered WHERE row = ?').run(id);
      streams.grow(numberOf(row, 'stream'), -numberOf(row, 'bytes'));
      streams.forgetIdle();
    },

    markAnswered(id, ranges) {
      const insert = sql('INSERT INTO answered (row, first, count) SELECT id, ?, ? FROM rows WHERE id = ?');
      for (const [first, count] of ranges) insert.run(first, count, id);
    },

    *rowsAfter(names, after) {
      const stream = streams.idOf(keyOf(names));
      if (stream === undefined) return;
      const next = sql(
        'SELECT id, stream, events, body FROM rows WHERE stream = ? AND id > ? ORDER BY id LIMIT 1',
      );
      for (
        let row = next.get(stream, after);
        row !== undefined;
        row = next.get(stream, numberOf(row, 'id'))
      ) {
        const found = stored(row);
        if (found !== undefined) yield found;
      }
    },

    row(id) {
      const row = sql('SELECT id, stream, events, body FROM rows WHERE id = ?').get(id);
      return row && stored(row);
    },

    pick({ age, key, not }) {
      const stream = key === undefined ? undefined : streams.idOf(key);
      if (key !== undefined && stream === undefined) return undefined;
      const where = stream === undefined ? '' : 'WHERE stream = ?';
      const order = age === 'oldest' ? 'ASC' : 'DESC';
      return sql(`SELECT id FROM rows ${where} ORDER BY id ${order} LIMIT ?`)
        .all(...(stream === undefined ? [] : [stream]), not.size + 1)
        .map((row) => numberOf(row, 'id'))
        .find((id) => !not.has(id));
    },

    backlogs() {
      return sql(
        `SELECT stream, count(*) AS rows,
           sum(events - (SELECT coalesce(sum(count), 0) FROM answered WHERE row = rows.id)) AS events
         FROM rows GROUP BY stream`,
      )
        .all()
        .flatMap((row) => {
          const stream = numberOf(row, 'stream');
          const names = streams.namesOf(stream);
          if (names === undefined) return [];
          const entity = streams.entityOf(stream);
          return [{ names, entity, rows: numberOf(row, 'rows'), events: numberOf(row, 'events') }];
        });
    },

    bytesOf: streams.bytesOf,

    isEmpty: () => sql('SELECT 1 FROM rows LIMIT 1').get() === undefined,

    reread: streams.reread,
  };
}
