import type { Destination, LogEvent } from '../model.js';
import { arrivalOf, bytesOf, createLane, isInUse, type Lane } from './lane.js';
import type { Outbox } from './outbox.js';
import { createRoom, type RoomSettings } from './room.js';

export interface MemoryOutboxParts {
  /** Told of events that go because there is no room. */
  readonly drop: (destination: Destination, events: readonly LogEvent[]) => void;
}

/** Waits until all up to an arrival have gone. */
interface Waiter {
  readonly arrival: number;
  readonly resolve: () => void;
}

/** An outbox that answers at once. */
export interface MemoryOutbox extends Outbox {
  add(destination: Destination, events: readonly LogEvent[]): number;
}

export function createMemoryOutbox(parts: MemoryOutboxParts, settings: RoomSettings): MemoryOutbox {
  const lanes = new Map<Destination, Lane>();
  const waiters = new Set<Waiter>();
  /** Dropped by the call that runs now, to be told at its end. */
  const dropped = new Map<Destination, LogEvent[]>();
  let arrivals = 0;
  let count = 0;
  let bytes = 0;
  const room = createRoom(
    {
      lanes,
      heldBytes: () => bytes,
      nextArrival: () => arrivals,
      drop(lane, event) {
        uncount(lane, event);
        noteDropped(lane, event);
      },
    },
    settings,
  );

  function laneOf(destination: Destination): Lane {
    let lane = lanes.get(destination);
    if (lane === undefined) {
      lane = createLane(destination);
      lanes.set(destination, lane);
    }
    return lane;
  }

  function uncount(lane: Lane, event: LogEvent): void {
    lane.bytes -= bytesOf(event);
    bytes -= bytesOf(event);
    count--;
  }

  function noteDropped({ destination }: Lane, event: LogEvent): void {
    const events = dropped.get(destination);
    if (events === undefined) dropped.set(destination, [event]);
    else events.push(event);
  }

  function tellDropped(): void {
    if (dropped.size === 0) return;
    const told = [...dropped];
    dropped.clear();
    for (const [destination, events] of told) parts.drop(destination, events);
    answerWaiters();
  }

  function oldestArrival(): number {
    let oldest = Infinity;
    for (const lane of lanes.values()) {
      oldest = Math.min(oldest, arrivalOf(lane));
      for (const { arrival } of lane.taken) oldest = Math.min(oldest, arrival);
    }
    return oldest;
  }

  function answerWaiters(): void {
    if (waiters.size === 0) return;
    const oldest = oldestArrival();
    for (const waiter of waiters) {
      if (waiter.arrival >= oldest) continue;
      waiters.delete(waiter);
      waiter.resolve();
    }
  }

  return {
    add(destination, events) {
      const lane = laneOf(destination);
      let refused = 0;
      for (const event of events) {
        const needed = bytesOf(event);
        if (!room.make(lane, needed)) {
          noteDropped(lane, event);
          refused++;
          continue;
        }
        event.arrival = arrivals++;
        lane.waiting.push(event);
        lane.bytes += needed;
        bytes += needed;
        count++;
      }
      tellDropped();
      return refused;
    },

    take(destination, cut) {
      const lane = lanes.get(destination);
      if (lane === undefined) return [];
      const batch = lane.waiting.takeBatch(cut);
      for (const event of batch) lane.taken.add(event);
      return batch;
    },

    settle(destination, events) {
      const lane = lanes.get(destination);
      if (lane === undefined) return;
      lane.failing = false;
      for (const event of events) {
        if (lane.taken.delete(event)) uncount(lane, event);
      }
      answerWaiters();
    },

    release(destination, events) {
      const lane = lanes.get(destination);
      if (lane === undefined) return;
      lane.failing = true;
      lane.waiting.putBack(events.filter((event) => lane.taken.delete(event)));
      room.changed();
    },

    hasWaiting: (destination) => (lanes.get(destination)?.waiting.length ?? 0) > 0,

    holds: (destination) => isInUse(lanes.get(destination)),

    letGo() {
      const held = [...lanes.values()]
        .filter(isInUse)
        .map(({ destination, taken, waiting }): [Destination, LogEvent[]] => [
          destination,
          [...taken, ...waiting.toArray()],
        ]);
      lanes.clear();
      room.changed();
      count = 0;
      bytes = 0;
      answerWaiters();
      return held;
    },

    drained(signal) {
      if (count === 0) return Promise.resolve();
      return new Promise((resolve) => {
        if (signal?.aborted) return;
        const waiter = { arrival: arrivals - 1, resolve };
        waiters.add(waiter);
        signal?.addEventListener('abort', () => waiters.delete(waiter), { once: true });
      });
    },

    forget(destination) {
      if (isInUse(lanes.get(destination))) return;
      lanes.delete(destination);
      room.changed();
    },

    get count() {
      return count;
    },

    get bytes() {
      return bytes;
    },
  };
}
