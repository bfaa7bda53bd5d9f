import type { EventBlock, EventRun } from '../events/model.js';
import type { Journal } from './journal/journal.js';
import { rowAcks } from './row-acks.js';

export interface BlocksInMemoryParts {
  readonly journal: Pick<Journal, 'ack'>;
  /** The block is no longer in memory. */
  readonly free: (block: EventBlock) => void;
}

/** Which blocks in memory the journal has too, and the end of each. */
export interface BlocksInMemory {
  /** The journal has this block. */
  stored(block: EventBlock): void;
  /** A thread that ended may have stored this block. */
  maybeStored(block: EventBlock): void;
  /** The journal has lost the row with this id: returns its block. */
  takeStored(id: number): EventBlock | undefined;
  /** Tells the journal which events have their answer. */
  ack(events: readonly EventRun[]): void;
  /** These events leave memory; a block is free after its last one. */
  leave(events: readonly EventRun[]): void;
  /** The block leaves memory with all its events; who still refers to it sees that none remain. */
  leaveWhole(block: EventBlock): void;
  /** The journal has nothing any more. */
  lost(): void;
}

export function createBlocksInMemory({ journal, free }: BlocksInMemoryParts): BlocksInMemory {
  /** Blocks that the journal has, by their ids. */
  const stored = new Map<number, EventBlock>();
  const maybeStored = new WeakSet<EventBlock>();

  function leave(block: EventBlock, events: number): void {
    block.remaining -= events;
    if (block.remaining > 0) return;
    stored.delete(block.arrival);
    free(block);
  }

  return {
    stored: (block) => void stored.set(block.arrival, block),
    maybeStored: (block) => void maybeStored.add(block),

    takeStored(id) {
      const block = stored.get(id);
      stored.delete(id);
      return block;
    },

    ack(events) {
      const acks = rowAcks(events, (block) => block.isStored || maybeStored.has(block));
      if (acks.length > 0) journal.ack(acks);
    },

    leave(events) {
      for (const { block, from, to } of events) leave(block, to - from);
    },

    leaveWhole: (block) => leave(block, block.remaining),
    lost: () => stored.clear(),
  };
}
