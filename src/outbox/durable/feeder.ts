import type { Clock } from '../../util/clock.js';
import { countOf } from '../../events/runs.js';
import type { DurableLane, Track } from './durable-lane.js';
import { hasRoomForLoad, isTimeToLoad, LOAD_BYTES, MEMORY_BYTES } from './memory-plan.js';
import type { LoadedRow, Reply, SpoolRequest } from './protocol.js';
import type { RowMemory } from './row-memory.js';

/** After a read that failed. */
const READ_AGAIN_MILLIS = 1_000;

export interface FeederParts {
  readonly clock: Clock;
  readonly memory: RowMemory;
  readonly post: (request: SpoolRequest) => void;
  /** Whether somebody is there to load. */
  readonly isUp: () => boolean;
  /** The last row of the track that need not wait for events that no disk took. */
  readonly lastRowBefore: (lane: DurableLane, track: Track) => number;
  /** The lane has events to take. */
  readonly ready: (lane: DurableLane) => void;
}

/** Brings rows that are on the disk alone into memory, as there is room. */
export interface Feeder {
  /** The lane has rows on the disk. */
  add(lane: DurableLane): void;
  /** Loads for the lane what it needs. */
  feed(lane: DurableLane): void;
  /** Loads for lanes that wait for room in memory. */
  feedOthers(): void;
  loaded(lane: DurableLane, reply: Reply<'loaded'>): void;
  /** The thread has ended: no load has a reply. */
  startOver(): void;
  close(): void;
}

export function createFeeder({ clock, memory, post, isUp, lastRowBefore, ready }: FeederParts): Feeder {
  /** Lanes with rows on the disk that are not in memory; who was served last stands last. */
  const hungry = new Set<DurableLane>();
  let closed = false;

  function mayCome(lane: DurableLane, track: Track): boolean {
    return track.rows > 0 && track.cursor < lastRowBefore(lane, track);
  }

  function feed(lane: DurableLane): void {
    if (closed || lane.loading !== undefined || !isUp()) return;
    const track = [...lane.tracks.values()].find((one) => mayCome(lane, one));
    if (track === undefined) {
      hungry.delete(lane);
      return;
    }
    if (!isTimeToLoad(lane, memory.bytes)) return;
    const most = hasRoomForLoad(memory.bytes) ? 'piece' : 'row';
    lane.loading = track;
    memory.reserve(LOAD_BYTES);
    hungry.delete(lane);
    hungry.add(lane);
    post({ kind: 'load', source: track.source, names: lane.names, after: track.cursor, most });
  }

  function feedOthers(): void {
    for (const lane of Array.from(hungry)) {
      if (memory.bytes >= MEMORY_BYTES) return;
      feed(lane);
    }
  }

  function enter(lane: DurableLane, track: Track, { id, events }: LoadedRow): void {
    track.cursor = id;
    track.rows--;
    track.events -= countOf(events);
    if (events.length > 0) memory.enter(lane, track, id, events);
    else post({ kind: 'answered', answers: [{ source: track.source, gone: [id], parts: [] }] });
  }

  return {
    add(lane) {
      hungry.add(lane);
      feed(lane);
    },
    feed,
    feedOthers,

    loaded(lane, { source, rows, upTo, failed }) {
      lane.loading = undefined;
      memory.reserve(-LOAD_BYTES);
      const track = lane.tracks.get(source);
      if (track !== undefined) {
        const last = lastRowBefore(lane, track);
        for (const row of rows) {
          if (track.rows > 0 && row.id > track.cursor && row.id <= last) enter(lane, track, row);
        }
        if (failed) {
          clock.schedule(() => feed(lane), READ_AGAIN_MILLIS);
          return;
        }
        // It was the last, or the last has gone.
        if ((upTo ?? Infinity) > last) track.cursor = Math.max(track.cursor, last);
        else if (upTo === undefined) forgetRest(track);
      }
      if (!closed) ready(lane);
      feed(lane);
      feedOthers();
    },

    startOver() {
      for (const lane of hungry) {
        if (lane.loading === undefined) continue;
        lane.loading = undefined;
        memory.reserve(-LOAD_BYTES);
      }
    },

    close() {
      closed = true;
    },
  };
}

/** The file has no more: it was counted wrongly, which no loss should be told of. */
function forgetRest(track: Track): void {
  track.rows = 0;
  track.events = 0;
}
