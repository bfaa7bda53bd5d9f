import { append, arrivalOf, subtract, wholeOf } from '../events/runs.js';
import type { Destination, EventBlock, EventRun } from '../events/model.js';
import { createArrivalWaiters } from './arrival-waiters.js';
import { createLane, heldBytesOf, isInUse, type Lane } from './lane.js';
import type { Outbox } from './outbox.js';
import { createRoom, type RoomSettings } from './room.js';

export interface MemoryOutboxParts {
  /** Told of events that go because there is no room. */
  readonly drop: (destination: Destination, events: readonly EventRun[]) => void;
  /** The last event of the block has gone. */
  readonly free: (block: EventBlock) => void;
}

/** An outbox that answers at once. */
export interface MemoryOutbox extends Outbox {
  add(destination: Destination, blocks: readonly EventBlock[]): number;
  /** The block of the oldest event of a destination, handed out or not. */
  oldest(destination: Destination): EventBlock | undefined;
}

export function createMemoryOutbox(parts: MemoryOutboxParts, settings: RoomSettings): MemoryOutbox {
  const lanes = new Map<Destination, Lane>();
  const waiters = createArrivalWaiters(oldestArrival);
  /** Dropped by the call that runs now, to be told at its end. */
  const dropped = new Map<Destination, EventRun[]>();
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

  function enter(lane: Lane, run: EventRun, needed: number): void {
    lane.waiting.push(run);
    lane.bytes += needed;
    bytes += needed;
    count += run.to - run.from;
  }

  function uncount(lane: Lane, run: EventRun): void {
    const freed = heldBytesOf(run);
    lane.bytes -= freed;
    bytes -= freed;
    count -= run.to - run.from;
    letGoOf(run);
  }

  function letGoOf({ block, from, to }: EventRun): void {
    block.remaining -= to - from;
    if (block.remaining === 0) parts.free(block);
  }

  /** As many of its events as there is room for; gives how many have to stay out. */
  function enterSingly(lane: Lane, block: EventBlock): number {
    let refused = 0;
    for (let index = 0; index < block.ends.length; index++) {
      const event = { block, from: index, to: index + 1 };
      const needed = heldBytesOf(event);
      if (room.make(lane, needed)) {
        enter(lane, event, needed);
      } else {
        noteDropped(lane, event);
        letGoOf(event);
        refused++;
      }
    }
    return refused;
  }

  function noteDropped({ destination }: Lane, { block, from }: EventRun): void {
    const events = dropped.get(destination) ?? [];
    append(events, block, from);
    dropped.set(destination, events);
  }

  function tellDropped(): void {
    if (dropped.size === 0) return;
    const told = [...dropped];
    dropped.clear();
    for (const [destination, events] of told) parts.drop(destination, events);
    waiters.look();
  }

  function oldestArrival(): number {
    let oldest = Infinity;
    for (const lane of lanes.values()) {
      oldest = Math.min(oldest, lane.waiting.arrival, ...lane.taken.map(arrivalOf));
    }
    return oldest;
  }

  return {
    add(destination, blocks) {
      const lane = laneOf(destination);
      let refused = 0;
      for (const block of blocks) {
        block.arrival = arrivals;
        arrivals += block.ends.length;
        const whole = wholeOf(block);
        const needed = heldBytesOf(whole);
        if (room.make(lane, needed)) enter(lane, whole, needed);
        else refused += enterSingly(lane, block);
      }
      tellDropped();
      return refused;
    },

    oldest(destination) {
      const lane = lanes.get(destination);
      return lane && oldestBlock(lane);
    },

    take(destination, cut) {
      const lane = lanes.get(destination);
      if (lane === undefined) return [];
      const batch = lane.waiting.takeBatch(cut);
      lane.taken = lane.taken.length === 0 ? batch : [...lane.taken, ...batch];
      return batch;
    },

    settle(destination, events) {
      const lane = lanes.get(destination);
      if (lane === undefined) return;
      lane.failing = false;
      const { removed, left } = subtract(lane.taken, events);
      lane.taken = left;
      for (const run of removed) uncount(lane, run);
      waiters.look();
    },

    release(destination, events) {
      const lane = lanes.get(destination);
      if (lane === undefined) return;
      lane.failing = true;
      const { removed, left } = subtract(lane.taken, events);
      lane.taken = left;
      lane.waiting.putBack(removed);
      room.changed();
    },

    hasWaiting: (destination) => (lanes.get(destination)?.waiting.length ?? 0) > 0,

    holds: (destination) => isInUse(lanes.get(destination)),

    letGo() {
      const held = [...lanes.values()]
        .filter(isInUse)
        .map(({ destination, taken, waiting }): [Destination, EventRun[]] => [
          destination,
          [...taken, ...waiting.toArray()],
        ]);
      lanes.clear();
      room.changed();
      count = 0;
      bytes = 0;
      waiters.look();
      return held;
    },

    drained: (signal) => (count === 0 ? Promise.resolve() : waiters.wait(arrivals - 1, signal)),

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

function oldestBlock({ taken, waiting }: Lane): EventBlock | undefined {
  let oldest = waiting.first;
  for (const run of taken) {
    if (oldest === undefined || arrivalOf(run) < arrivalOf(oldest)) oldest = run;
  }
  return oldest?.block;
}
