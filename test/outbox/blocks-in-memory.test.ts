import assert from 'node:assert/strict';
import type { EventBlock } from '../../src/events/model.js';
import { wholeOf } from '../../src/events/runs.js';
import { createBlocksInMemory } from '../../src/outbox/blocks-in-memory.js';
import type { RowAck } from '../../src/outbox/journal/journal.js';
import { bareBlock } from '../helpers/events.js';

function setUp() {
  const acked: RowAck[] = [];
  const freed: EventBlock[] = [];
  const blocks = createBlocksInMemory({
    journal: { ack: (acks) => void acked.push(...acks) },
    free: (block) => void freed.push(block),
  });
  return { blocks, acked, freed };
}

/** A block of three events with this id. */
function blockOf(arrival: number): EventBlock {
  return Object.assign(bareBlock([1, 2, 3]), { arrival });
}

describe('blocks-in-memory', () => {
  it('frees a block after its last event, and only once', () => {
    const { blocks, freed } = setUp();
    const block = blockOf(4);

    blocks.leave([{ block, from: 0, to: 2 }]);
    assert.deepEqual(freed, []);
    blocks.leave([{ block, from: 2, to: 3 }]);

    assert.deepEqual(freed, [block]);
  });

  it('frees a block with all events that it still has', () => {
    const { blocks, freed } = setUp();
    const block = blockOf(4);
    blocks.leave([{ block, from: 0, to: 1 }]);

    blocks.leaveWhole(block);

    assert.deepEqual([freed, block.remaining], [[block], 0]);
  });

  it('finds a block that the journal has by its id, once, until it leaves memory', () => {
    const { blocks } = setUp();
    const [first, second, third] = [blockOf(4), blockOf(8), blockOf(12)];
    for (const block of [first, second, third]) blocks.stored(block);
    blocks.leave([wholeOf(second)]);

    assert.deepEqual([blocks.takeStored(4), blocks.takeStored(4)], [first, undefined]);
    assert.equal(blocks.takeStored(8), undefined);
    blocks.lost();
    assert.equal(blocks.takeStored(12), undefined);
  });

  it('tells the journal answers for blocks that it has or may have, and for no others', () => {
    const { blocks, acked } = setUp();
    const [stored, maybe, other] = [blockOf(4), blockOf(8), blockOf(12)];
    stored.isStored = true;
    blocks.stored(stored);
    blocks.maybeStored(maybe);

    blocks.ack([wholeOf(other)]);
    assert.deepEqual(acked, []);
    blocks.ack([{ block: stored, from: 1, to: 2 }, wholeOf(maybe), wholeOf(other)]);

    assert.deepEqual(acked, [
      { id: 4, events: [[1, 1]] },
      { id: 8, events: 'all' },
    ]);
  });
});
