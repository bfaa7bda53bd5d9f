import type { Destination, LogEvent, ServiceEntity } from '../../model.js';
import { EventQueue } from '../event-queue.js';
import type { Names } from './protocol.js';
import type { RowEvent } from './row-codec.js';

/** A row with events in memory. Mutable on purpose: every answer changes it. */
export interface Row {
  track: Track;
  id: number;
  /** Arrival of its first event, were it there: the others follow one by one. */
  firstArrival: number;
  /** Events without an answer. */
  remaining: number;
  /** Events at the service. */
  taken: number;
  /** Some of its events have had an answer. */
  touched: boolean;
  readonly bytes: number;
}

/** What one file holds of a stream. Rows up to the cursor are in memory or gone; the others are on the disk alone. */
export interface Track {
  /** Undefined for what no file has. */
  readonly source: number | undefined;
  readonly kind: 'ours' | 'left over' | 'memory';
  /** In the order of their ids. */
  readonly loaded: Map<number, Row>;
  cursor: number;
  /** Behind the cursor. */
  rows: number;
  /** In those rows, without an answer. */
  events: number;
  /** The newest. */
  lastId: number;
}

/** What the outbox holds of one stream. */
export interface DurableLane {
  readonly destination: Destination;
  readonly names: Names;
  readonly key: string;
  entity: ServiceEntity | undefined;
  readonly waiting: EventQueue;
  /** At the service. */
  readonly taken: Set<LogEvent>;
  /** Rows in memory in the order in which they came there. */
  readonly order: Row[];
  readonly tracks: Map<number, Track>;
  readonly memory: Track;
  /** In memory alone, and newer than rows that are on the disk alone. */
  behind: { readonly row: Row; readonly events: readonly RowEvent[] }[];
  bytes: number;
  /** Events on their way to the disk. */
  pending: number;
  failing: boolean;
  loading: Track | undefined;
}

/** A block is the piece of one row. */
const rows = new WeakMap<Uint8Array, Row>();

export function rowOf({ block }: LogEvent): Row | undefined {
  return rows.get(block);
}

export function createTrack(source: number | undefined, kind: Track['kind']): Track {
  return { source, kind, loaded: new Map(), cursor: 0, rows: 0, events: 0, lastId: 0 };
}

export function createDurableLane(destination: Destination, names: Names, key: string): DurableLane {
  return {
    destination,
    names,
    key,
    entity: undefined,
    waiting: new EventQueue(),
    taken: new Set(),
    order: [],
    tracks: new Map(),
    memory: createTrack(undefined, 'memory'),
    behind: [],
    bytes: 0,
    pending: 0,
    failing: false,
    loading: undefined,
  };
}

/** The row's events wait in the lane, behind all that do. */
export function enter(lane: DurableLane, row: Row, events: readonly RowEvent[]): void {
  row.track.loaded.set(row.id, row);
  lane.order.push(row);
  lane.bytes += row.bytes;
  for (const { index, event } of events) {
    event.arrival = row.firstArrival + index;
    rows.set(event.block, row);
    lane.waiting.push(event);
  }
}

/** The oldest row of the track that is not gone. */
export function oldestRow(track: Track): number {
  for (const id of track.loaded.keys()) return id;
  return track.rows > 0 ? track.cursor + 1 : Infinity;
}

export function holdsAnything(lane: DurableLane): boolean {
  if (lane.waiting.length + lane.taken.size + lane.pending + lane.behind.length > 0) return true;
  for (const { rows: left } of lane.tracks.values()) if (left > 0) return true;
  return false;
}
