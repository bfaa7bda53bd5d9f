import type { Clock } from '../../util/clock.js';
import { wholeOf } from '../../events/runs.js';
import type { Destination, EventBlock, EventRun } from '../../events/model.js';
import { addTrack, type DurableLane } from './durable-lane.js';
import type { Feeder } from './feeder.js';
import type { Lanes } from './lanes.js';
import type { Reply, RowName } from './protocol.js';
import type { RowMemory } from './row-memory.js';

const NO_BYTES = new Uint8Array(0);

export interface LedgerParts {
  readonly clock: Clock;
  readonly lanes: Lanes;
  readonly memory: RowMemory;
  readonly feeder: Feeder;
  readonly drop: (
    destination: Destination,
    events: readonly EventRun[],
    reason: 'outbox_full' | 'damaged',
  ) => void;
  readonly adopted: (count: number) => void;
  readonly warn: (message: string) => void;
}

/** Keeps account of what the files hold. */
export interface Ledger {
  /** A row has been written; its events stay in memory too, or do not. */
  enter(lane: DurableLane, row: RowName, block: EventBlock, staysInMemory: boolean): void;
  adopted(reply: Reply<'adopted'>): void;
  /** A row is on the disk no more; gives its lane. */
  dropped(reply: Reply<'dropped'>): DurableLane;
  /** A file is there no more; gives the lanes that had rows in it. */
  sourceLost(source: string): DurableLane[];
  /** What is in memory of files that are there no more. */
  withoutFile(): [Destination, EventRun[]][];
  /** Events on the disk, or on their way there. */
  staying(): [Destination, number][];
}

export function createLedger(parts: LedgerParts): Ledger {
  const { clock, lanes, memory, feeder } = parts;

  function lose(lane: DurableLane, events: readonly EventRun[], reason: 'outbox_full' | 'damaged'): void {
    if (events.length > 0) parts.drop(lane.destination, events, reason);
  }

  return {
    enter(lane, { source, id }, block, staysInMemory) {
      const track = lane.tracks.get(source) ?? addTrack(lane, source, 'ours');
      track.lastId = id;
      if (staysInMemory) {
        track.cursor = id;
        memory.enter(lane, track, id, [wholeOf(block)]);
      } else {
        track.rows++;
        track.events += block.ends.length;
      }
    },

    adopted({ source, backlogs }) {
      let events = 0;
      let streams = 0;
      for (const backlog of backlogs) {
        const lane = lanes.ofNames(backlog.names);
        // A thread before this one had the file: what is in it is known.
        if (lane.tracks.has(source)) continue;
        lane.entity ??= backlog.entity;
        const track = addTrack(lane, source, 'left over');
        track.rows = backlog.rows;
        track.events = backlog.events;
        track.lastId = Number.MAX_SAFE_INTEGER;
        streams++;
        events += backlog.events;
        feeder.add(lane);
      }
      if (streams === 0) return;
      parts.adopted(events);
      parts.warn(
        `Took over ${events} events for ${streams} streams that a process left on the disk; they are sent now.`,
      );
    },

    dropped({ row: { source, id }, names, reason, times }) {
      const lane = lanes.ofNames(names);
      const track = lane.tracks.get(source);
      const row = track?.loaded.get(id);
      if (row !== undefined) {
        lose(lane, memory.drop(lane, row), reason);
      } else if (track !== undefined && track.rows > 0 && id > track.cursor) {
        track.rows--;
        track.events -= times.length;
        lose(lane, eventsAt(times), reason);
      }
      return lane;
    },

    sourceLost(source) {
      const touched: DurableLane[] = [];
      for (const lane of lanes.all()) {
        const track = lane.tracks.get(source);
        if (track === undefined) continue;
        touched.push(lane);
        const lost = eventsAt(Array.from({ length: track.events }, () => clock.now()));
        track.isLost = true;
        track.rows = 0;
        track.events = 0;
        if (track.loaded.size === 0) lane.tracks.delete(source);
        lose(lane, lost, 'damaged');
      }
      return touched;
    },

    withoutFile() {
      const found: [Destination, EventRun[]][] = [];
      for (const lane of lanes.all()) {
        const held = [...lane.taken, ...lane.waiting.toArray()];
        const events = held.filter(({ block }) => memory.rowOf(block)?.track.isLost);
        if (events.length > 0) found.push([lane.destination, events]);
      }
      return found;
    },

    staying() {
      return [...lanes.all()]
        .map((lane): [Destination, number] => {
          let events = lane.pending;
          for (const track of lane.tracks.values()) {
            events += track.events;
            if (!track.isLost) for (const { remaining } of track.loaded.values()) events += remaining;
          }
          return [lane.destination, events];
        })
        .filter(([, events]) => events > 0);
    },
  };
}

/** What is left of events that are on no disk any more. */
function eventsAt(times: readonly number[]): EventRun[] {
  if (times.length === 0) return [];
  const none = new Uint32Array(times.length);
  const timestamps = Float64Array.from(times);
  return [wholeOf({ bytes: NO_BYTES, ends: none, timestamps, sizes: none, arrival: 0, remaining: 0 })];
}
