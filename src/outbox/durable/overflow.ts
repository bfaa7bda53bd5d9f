import type { Cut, Destination, EventBlock, EventRun } from '../../events/model.js';
import type { WhenFull } from '../../options/options.js';
import { createMemoryOutbox, type MemoryOutboxParts } from '../memory-outbox.js';
import type { DurableLane, Track } from './durable-lane.js';
import { MEMORY_BYTES } from './memory-plan.js';

/** What the disk does not take: a memory outbox, whose events keep their place between those that are on the disk. */
export interface Overflow {
  /** Gives how many found no room. */
  add(lane: DurableLane, block: EventBlock): number;
  holds(lane: DurableLane): boolean;
  /** Whether it is the turn of its events. */
  mayGo(lane: DurableLane): boolean;
  /** The last row of the track that is older than its events; rows behind it wait for them. */
  lastRowBefore(lane: DurableLane, track: Track): number;
  take(lane: DurableLane, cut: Cut): readonly EventRun[];
  /** Of these events, those that are its own. */
  settle(lane: DurableLane, events: readonly EventRun[]): void;
  release(lane: DurableLane, events: readonly EventRun[]): void;
  forget(lane: DurableLane): void;
  letGo(): [Destination, EventRun[]][];
  drained(signal?: AbortSignal): Promise<void>;
  readonly count: number;
  readonly bytes: number;
}

export function createOverflow(
  parts: MemoryOutboxParts,
  { whenFull }: { readonly whenFull: WhenFull },
): Overflow {
  const memory = createMemoryOutbox(parts, { maxBytes: MEMORY_BYTES, whenFull });
  /** Its place: the newest row of each file of ours when the block came. */
  const placeOf = new WeakMap<EventBlock, ReadonlyMap<Track, number>>();

  function lastRowBefore(block: EventBlock | undefined, track: Track): number {
    if (block === undefined || track.kind === 'left over') return Infinity;
    return placeOf.get(block)?.get(track) ?? 0;
  }

  function isTurnOf(block: EventBlock | undefined, { tracks }: DurableLane): boolean {
    for (const track of tracks.values()) {
      if (track.kind === 'ours' && track.rows > 0 && track.cursor < lastRowBefore(block, track)) return false;
    }
    return true;
  }

  return {
    add(lane, block) {
      placeOf.set(block, new Map([...lane.tracks.values()].map((track) => [track, track.lastId])));
      const refused = memory.add(lane.destination, [block]);
      // It knows of the stream now: one that fails is held to half of the room here too.
      if (lane.failing) memory.release(lane.destination, []);
      return refused;
    },
    holds: ({ destination }) => memory.holds(destination),
    mayGo: (lane) =>
      lane.waiting.length === 0 &&
      memory.hasWaiting(lane.destination) &&
      isTurnOf(memory.oldest(lane.destination), lane),
    lastRowBefore: ({ destination }, track) => lastRowBefore(memory.oldest(destination), track),
    take: (lane, cut) =>
      memory.take(lane.destination, (pending, head) => {
        const end = pending.findIndex((run) => run !== undefined && !isTurnOf(run.block, lane));
        return cut(end < 0 ? pending : pending.slice(0, end), head);
      }),
    settle: ({ destination }, events) => memory.settle(destination, events),
    release: ({ destination }, events) => memory.release(destination, events),
    forget: ({ destination }) => memory.forget(destination),
    letGo: memory.letGo,
    drained: memory.drained,
    get count() {
      return memory.count;
    },
    get bytes() {
      return memory.bytes;
    },
  };
}
