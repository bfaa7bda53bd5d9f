import type { EventRun } from '../events/model.js';
import type { WhenFull } from '../options/options.js';
import type { StreamQueue } from './stream-queue.js';
import type { Streams } from './streams.js';

export interface RoomSettings {
  readonly maxBytes: number;
  readonly whenFull: WhenFull;
}

export interface RoomParts {
  readonly streams: Pick<Streams, 'all' | 'size'>;
  readonly heldBytes: () => number;
  /** The arrival of the next event. */
  readonly nextArrival: () => number;
  /** The event has left its stream. */
  readonly drop: (stream: StreamQueue, event: EventRun) => void;
}

/** Decides which events are dropped when the outbox is full. */
export interface Room {
  /** Makes room in a stream if the rules allow it; false when the new event is refused. */
  make(stream: StreamQueue, needed: number): boolean;
  /** Older events have come back into a stream, or a stream was removed. */
  changed(): void;
}

export function createRoom(parts: RoomParts, { maxBytes, whenFull }: RoomSettings): Room {
  const { streams, heldBytes, nextArrival } = parts;
  const half = Math.floor(maxBytes / 2);
  /** Events that wait in this stream and came before `before` are older than all that wait in others. */
  let oldest: { readonly stream: StreamQueue; before: number } | undefined;

  function drop(stream: StreamQueue | undefined, event: EventRun | undefined): boolean {
    if (stream === undefined || event === undefined) return false;
    parts.drop(stream, event);
    return true;
  }

  /** One search of all streams serves for a whole run of events. */
  function oldestStream(): StreamQueue | undefined {
    if (oldest !== undefined && oldest.stream.volatileArrival < oldest.before) return oldest.stream;
    oldest = undefined;
    for (const stream of streams.all()) {
      const { volatileArrival: arrival } = stream;
      const known: number = oldest?.stream.volatileArrival ?? nextArrival();
      if (arrival < known) oldest = { stream, before: known };
      else if (oldest !== undefined) oldest.before = Math.min(oldest.before, arrival);
    }
    return oldest?.stream;
  }

  /** Failing streams leave half of the room to one that gets answers: the largest loses its newest events. */
  function takeFromFailing(needed: number): boolean {
    let held = 0;
    let largest: StreamQueue | undefined;
    for (const stream of streams.all()) {
      if (!stream.failing) continue;
      held += stream.volatileBytes;
      if (stream.volatileBytes > (largest?.volatileBytes ?? 0)) largest = stream;
    }
    if (held - (heldBytes() + needed - maxBytes) < half) return false;
    while (heldBytes() + needed > maxBytes) {
      if (!drop(largest, largest?.popVolatile())) return false;
    }
    return true;
  }

  return {
    make(stream, needed) {
      // A stream that cannot be delivered leaves half of the room to the others, if there are others.
      const isHalved = stream.failing && streams.size > 1;
      if (needed > (isHalved ? half : maxBytes)) return false;
      if (whenFull === 'drop-newest') {
        if (isHalved && stream.volatileBytes + needed > half) return false;
        return heldBytes() + needed <= maxBytes || (!stream.failing && takeFromFailing(needed));
      }
      if (isHalved) {
        while (stream.volatileBytes + needed > half) {
          if (!drop(stream, stream.shiftVolatile())) return false;
        }
      }
      while (heldBytes() + needed > maxBytes) {
        const from = oldestStream();
        if (!drop(from, from?.shiftVolatile())) return false;
      }
      return true;
    },
    changed() {
      oldest = undefined;
    },
  };
}
