import type { Destination, EventRun } from '../events/model.js';
import type { WhenFull } from '../options/options.js';
import type { Lane } from './lane.js';

export interface RoomSettings {
  readonly maxBytes: number;
  readonly whenFull: WhenFull;
}

export interface RoomParts {
  readonly lanes: ReadonlyMap<Destination, Lane>;
  readonly heldBytes: () => number;
  /** The arrival that the next event will have. */
  readonly nextArrival: () => number;
  /** The event has left its lane: uncounts it, and sees that it is told. */
  readonly drop: (lane: Lane, event: EventRun) => void;
}

/** Decides what goes when the outbox is full. */
export interface Room {
  /** Makes room in a lane where the rules allow it; false when the newcomer has to stay out. */
  make(lane: Lane, needed: number): boolean;
  /** Older events have come back into a lane, or a lane has gone. */
  changed(): void;
}

export function createRoom(parts: RoomParts, { maxBytes, whenFull }: RoomSettings): Room {
  const { lanes, heldBytes, nextArrival } = parts;
  const half = Math.floor(maxBytes / 2);
  /** Events that wait in this lane and came before `before` are older than all that wait in others. */
  let oldest: { readonly lane: Lane; before: number } | undefined;

  function drop(lane: Lane | undefined, event: EventRun | undefined): boolean {
    if (lane === undefined || event === undefined) return false;
    parts.drop(lane, event);
    return true;
  }

  /** One look at all lanes serves for a whole run of events. */
  function oldestLane(): Lane | undefined {
    if (oldest !== undefined && oldest.lane.waiting.arrival < oldest.before) return oldest.lane;
    oldest = undefined;
    for (const lane of lanes.values()) {
      const { arrival } = lane.waiting;
      const known: number = oldest?.lane.waiting.arrival ?? nextArrival();
      if (arrival < known) oldest = { lane, before: known };
      else if (oldest !== undefined) oldest.before = Math.min(oldest.before, arrival);
    }
    return oldest?.lane;
  }

  /** Streams that get no answers leave half of the room to one that does: the largest loses its newest. */
  function takeFromFailing(needed: number): boolean {
    let held = 0;
    let largest: Lane | undefined;
    for (const lane of lanes.values()) {
      if (!lane.failing) continue;
      held += lane.bytes;
      if (lane.waiting.length > 0 && lane.bytes > (largest?.bytes ?? 0)) largest = lane;
    }
    if (held - (heldBytes() + needed - maxBytes) < half) return false;
    while (heldBytes() + needed > maxBytes) {
      if (!drop(largest, largest?.waiting.pop())) return false;
    }
    return true;
  }

  return {
    make(lane, needed) {
      // A stream that can't be delivered leaves half of the room to the others, where there are others.
      const isHalved = lane.failing && lanes.size > 1;
      if (needed > (isHalved ? half : maxBytes)) return false;
      if (whenFull === 'drop-newest') {
        if (isHalved && lane.bytes + needed > half) return false;
        return heldBytes() + needed <= maxBytes || (!lane.failing && takeFromFailing(needed));
      }
      if (isHalved) {
        while (lane.bytes + needed > half) {
          if (!drop(lane, lane.waiting.shift())) return false;
        }
      }
      while (heldBytes() + needed > maxBytes) {
        const from = oldestLane();
        if (!drop(from, from?.waiting.shift())) return false;
      }
      return true;
    },
    changed() {
      oldest = undefined;
    },
  };
}
