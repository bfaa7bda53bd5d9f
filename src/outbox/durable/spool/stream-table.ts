import type { ServiceEntity } from '../../../events/model.js';
import { keyOf, type Names } from '../protocol.js';
import { numberOf, textOf, type SqlValue, type Statement } from './sqlite.js';

/** Streams without rows whose names are kept. */
const MAX_IDLE_STREAMS = 1_000;

/** What a file knows of its streams, and a copy of it in memory. */
export interface StreamTable {
  /** Number of a stream; gives it one where it has none. */
  idFor(names: Names, entity: ServiceEntity | undefined): number;
  idOf(key: string): number | undefined;
  namesOf(id: number): Names | undefined;
  entityOf(id: number): ServiceEntity | undefined;
  /** A stream has so many bytes more, or less. */
  grow(id: number, bytes: number): void;
  /** Bytes of the rows of a stream, compressed. */
  bytesOf(key: string): number;
  /** Some may have no rows any more. Names can change with the day; those of the past are not kept for ever. */
  forgetIdle(): void;
  /** Reads everything anew: a transaction did not come to be. */
  reread(): void;
}

interface Stream {
  readonly names: Names;
  entity: ServiceEntity | undefined;
  bytes: number;
}

export function openStreamTable(sql: (text: string) => Statement): StreamTable {
  const ids = new Map<string, number>();
  const streams = new Map<number, Stream>();

  function reread(): void {
    ids.clear();
    streams.clear();
    for (const row of sql('SELECT id, log_group, log_stream, service, environment FROM streams').all()) {
      const names = { group: textOf(row, 'log_group'), stream: textOf(row, 'log_stream') };
      remember(numberOf(row, 'id'), names, entityIn(row));
    }
    for (const row of sql('SELECT stream, sum(bytes) AS bytes FROM rows GROUP BY stream').all()) {
      grow(numberOf(row, 'stream'), numberOf(row, 'bytes'));
    }
  }

  function remember(id: number, names: Names, entity: ServiceEntity | undefined): void {
    ids.set(keyOf(names), id);
    streams.set(id, { names, entity, bytes: 0 });
  }

  function grow(id: number, bytes: number): void {
    const stream = streams.get(id);
    if (stream !== undefined) stream.bytes += bytes;
  }

  reread();

  return {
    idFor(names, entity) {
      const known = ids.get(keyOf(names));
      const values = [entity?.name ?? null, entity?.environment ?? null];
      if (known === undefined) {
        const insert =
          'INSERT INTO streams (log_group, log_stream, service, environment) VALUES (?, ?, ?, ?)';
        const { lastInsertRowid } = sql(insert).run(names.group, names.stream, ...values);
        remember(lastInsertRowid, names, entity);
        return lastInsertRowid;
      }
      const stream = streams.get(known)!;
      if (stream.entity?.name !== entity?.name || stream.entity?.environment !== entity?.environment) {
        sql('UPDATE streams SET service = ?, environment = ? WHERE id = ?').run(...values, known);
        stream.entity = entity;
      }
      return known;
    },
    idOf: (key) => ids.get(key),
    namesOf: (id) => streams.get(id)?.names,
    entityOf: (id) => streams.get(id)?.entity,
    grow,
    bytesOf: (key) => streams.get(ids.get(key) ?? -1)?.bytes ?? 0,
    forgetIdle() {
      if (ids.size <= MAX_IDLE_STREAMS) return;
      sql('DELETE FROM streams WHERE id NOT IN (SELECT stream FROM rows)').run();
      reread();
    },
    reread,
  };
}

function entityIn({ service, environment }: Record<string, SqlValue>): ServiceEntity | undefined {
  if (typeof service !== 'string' || typeof environment !== 'string') return undefined;
  return { name: service, environment };
}
