import type { Cut, Destination, EventBlock, EventRun } from '../../model.js';
import type { WhenFull } from '../../options.js';
import { createMemoryOutbox, type MemoryOutboxParts } from '../memory-outbox.js';
import { ownBacklog, type DurableLane } from './durable-lane.js';
import { MEMORY_BYTES } from './memory-plan.js';

/** What the disk does not take: a memory outbox, whose events wait for older ones that are on the disk. */
export interface Overflow {
  /** Gives how many found no room. */
  add(lane: DurableLane, block: EventBlock): number;
  holds(lane: DurableLane): boolean;
  /** Whether it is the turn of its events. */
  mayGo(lane: DurableLane): boolean;
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
  return {
    add(lane, block) {
      if (!memory.holds(lane.destination)) lane.rowsBeforeOverflow = ownBacklog(lane);
      const refused = memory.add(lane.destination, [block]);
      // It knows of the stream now: one that fails is held to half of the room here too.
      if (lane.failing) memory.release(lane.destination, []);
      return refused;
    },
    holds: ({ destination }) => memory.holds(destination),
    mayGo: ({ destination, waiting, rowsBeforeOverflow }) =>
      waiting.length === 0 && rowsBeforeOverflow === 0 && memory.hasWaiting(destination),
    take: ({ destination }, cut) => memory.take(destination, cut),
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
