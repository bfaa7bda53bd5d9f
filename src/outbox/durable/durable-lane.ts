import { countOf } from '../../events/runs.js';
import type { Destination, EventBlock, EventRun, ServiceEntity } from '../../events/model.js';
import { EventQueue } from '../event-queue.js';
import type { Names } from './protocol.js';

/** A row with events in memory. Mutable on purpose: every answer changes it. */
export interface Row {
  readonly track: Track;
  readonly id: number;
  /** Some of its events may have had their answer in an earlier process. */
  readonly block: EventBlock;
  /** Events without an answer. */
  remaining: number;
  /** Events at the service. */
  taken: number;
  /** The disk has exactly what is here: memory can do without it. */
  isAsStored: boolean;
  readonly bytes: number;
}

/** What one file holds of a stream. Rows up to the cursor are in memory or gone; the others are on the disk alone. */
export interface Track {
  readonly source: string;
  readonly kind: 'ours' | 'left over';
  /** The file has gone: memory alone has what is loaded. */
  isLost: boolean;
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
  taken: readonly EventRun[];
  /** Rows in memory in the order in which they came there, which is that of their arrivals. */
  order: Row[];
  readonly tracks: Map<string, Track>;
  bytes: number;
  /** Events on their way to the disk. */
  pending: number;
  failing: boolean;
  loading: Track | undefined;
}

export function createDurableLane(destination: Destination, names: Names, key: string): DurableLane {
  return {
    destination,
    names,
    key,
    entity: undefined,
    waiting: new EventQueue(),
    taken: [],
    order: [],
    tracks: new Map(),
    bytes: 0,
    pending: 0,
    failing: false,
    loading: undefined,
  };
}

export function addTrack(lane: DurableLane, source: string, kind: Track['kind']): Track {
  const track: Track = {
    source,
    kind,
    isLost: false,
    loaded: new Map(),
    cursor: 0,
    rows: 0,
    events: 0,
    lastId: 0,
  };
  lane.tracks.set(source, track);
  return track;
}

/** The oldest row of the track that is not gone. */
export function oldestRow(track: Track): number {
  for (const id of track.loaded.keys()) return id;
  return track.rows > 0 ? track.cursor + 1 : Infinity;
}

/** Rows of this process that are on the disk alone. */
export function ownBacklog({ tracks }: DurableLane): number {
  let rows = 0;
  for (const track of tracks.values()) if (track.kind === 'ours') rows += track.rows;
  return rows;
}

/** Events in memory or on the disk, but for those on their way there. */
export function eventsOf(lane: DurableLane): number {
  let events = lane.waiting.length + countOf(lane.taken);
  for (const track of lane.tracks.values()) events += track.events;
  return events;
}
