import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { wholeOf } from '../../src/events/runs.js';
import { memoryBytesOf } from '../../src/outbox/memory-bytes.js';
import { bareBlock, eventsOf, runsOf } from '../helpers/events.js';

describe('memory-bytes: memoryBytesOf', () => {
  const three = bareBlock([1, 2, 3], [100, 200, 300]);

  it('counts the bytes of the event with its comma, not of its block, and its overhead', () => {
    assert.equal(memoryBytesOf({ block: three, from: 1, to: 2 }), 200 + 1 + 16);
  });

  it('counts the block itself with its first event', () => {
    assert.equal(memoryBytesOf({ block: three, from: 0, to: 1 }), 100 + 1 + 16 + 1_024);
  });

  it('is the same for a block as for its parts', () => {
    const sizes = fc.array(fc.integer({ min: 27, max: 1_000 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(sizes, fc.func(fc.boolean()), (all, isFirst) => {
        const block = bareBlock(
          all.map(() => 1),
          all,
        );
        const parts = [true, false].flatMap((first) =>
          runsOf(eventsOf(block).filter(({ index }) => isFirst(index) === first)),
        );

        assert.equal(
          parts.reduce((sum, run) => sum + memoryBytesOf(run), 0),
          memoryBytesOf(wholeOf(block)),
        );
      }),
    );
  });
});
