import type { Destination, ServiceEntity } from '../../../events/model.js';
import { keyOf } from '../../../events/destination.js';
import { quietly } from '../../../util/quietly.js';
import { bounded, isSafe, numberColumn, textColumn, type Statement } from './sqlite.js';
import { MAX_ROW_BYTES } from './zip.js';

/** Streams without rows whose names are kept. */
const MAX_IDLE_STREAMS = 1_000;

/** The bytes of a row. */
export const ROW_BYTES = `${bounded('bytes', MAX_ROW_BYTES)} AS bytes`;

/** The streams of a file, with a copy in memory. */
export interface StreamTable {
  /** The number of a stream; a new stream gets one. */
  idFor(destination: Destination, entity: ServiceEntity | undefined): number;
  idOf(key: string): number | undefined;
  destinationOf(id: number): Destination | undefined;
  entityOf(id: number): ServiceEntity | undefined;
  /** Adds to, or subtracts from, the bytes of a stream. */
  grow(id: number, bytes: number): void;
  /** Bytes of the rows of a stream, compressed. */
  bytesOf(key: string): number;
  /** Some may have no rows any more. Names can change every day; old ones are not kept. */
  forgetIdle(): void;
  /** Reads everything again: a transaction was rolled back. */
  reread(): void;
}

interface Stream {
  readonly destination: Destination;
  /** As JSON. */
  entity: string | null;
  bytes: number;
}

export function openStreamTable(sql: (text: string) => Statement): StreamTable {
  const ids = new Map<string, number>();
  const streams = new Map<number, Stream>();

  function reread(): void {
    ids.clear();
    streams.clear();
    for (const row of sql(
      `SELECT id, log_group, log_stream, entity FROM streams WHERE ${isSafe('id')}`,
    ).all()) {
      const destination = {
        logGroupName: textColumn(row, 'log_group'),
        logStreamName: textColumn(row, 'log_stream'),
      };
      remember(
        numberColumn(row, 'id'),
        destination,
        typeof row['entity'] === 'string' ? row['entity'] : null,
      );
    }
    const rows = `SELECT stream, ${ROW_BYTES} FROM rows WHERE ${isSafe('stream')}`;
    for (const row of sql(`SELECT stream, sum(bytes) AS bytes FROM (${rows}) GROUP BY stream`).all()) {
      grow(numberColumn(row, 'stream'), numberColumn(row, 'bytes'));
    }
  }

  function remember(id: number, destination: Destination, entity: string | null): void {
    ids.set(keyOf(destination), id);
    streams.set(id, { destination, entity, bytes: 0 });
  }

  function grow(id: number, bytes: number): void {
    const stream = streams.get(id);
    if (stream !== undefined) stream.bytes += bytes;
  }

  reread();

  return {
    idFor(destination, entity) {
      const known = ids.get(keyOf(destination));
      const text = entity === undefined ? null : JSON.stringify(entity);
      if (known === undefined) {
        const { logGroupName, logStreamName } = destination;
        const insert = sql('INSERT INTO streams (log_group, log_stream, entity) VALUES (?, ?, ?)');
        const { lastInsertRowid } = insert.run(logGroupName, logStreamName, text);
        remember(lastInsertRowid, destination, text);
        return lastInsertRowid;
      }
      const stream = streams.get(known)!;
      if (stream.entity !== text) {
        sql('UPDATE streams SET entity = ? WHERE id = ?').run(text, known);
        stream.entity = text;
      }
      return known;
    },
    idOf: (key) => ids.get(key),
    destinationOf: (id) => streams.get(id)?.destination,
    entityOf: (id) => parseEntity(streams.get(id)?.entity ?? 'null'),
    grow,
    bytesOf: (key) => streams.get(ids.get(key) ?? -1)?.bytes ?? 0,
    forgetIdle() {
      if (ids.size <= MAX_IDLE_STREAMS) return;
      // If nearly all have rows, a search on the disk each time would find almost none.
      const idle = [...streams.values()].filter(({ bytes }) => bytes === 0);
      if (idle.length <= MAX_IDLE_STREAMS) return;
      sql('DELETE FROM streams WHERE id NOT IN (SELECT stream FROM rows)').run();
      reread();
    },
    reread,
  };
}

/** Undefined if there is none, or if it is invalid. */
function parseEntity(text: string): ServiceEntity | undefined {
  const entity: unknown = quietly(() => JSON.parse(text));
  return isEntity(entity) ? entity : undefined;
}

function isEntity(value: unknown): value is ServiceEntity {
  const { name, environment, attributes = {} }: { [Name in keyof ServiceEntity]?: unknown } = Object(value);
  const texts = [name, environment, ...Object.values(Object(attributes))];
  return texts.every((text) => typeof text === 'string');
}
