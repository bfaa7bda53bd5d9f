import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { wholeOf } from '../../src/events/runs.js';
import { rowAcks } from '../../src/outbox/row-acks.js';
import { bareBlock } from '../helpers/events.js';

/** A block of three events that has its place in the journal. */
function block(arrival: number) {
  return Object.assign(bareBlock([1, 1, 1]), { arrival });
}

describe('row-acks', () => {
  it('names only rows of the journal', () => {
    const [known, unknown] = [block(1), block(2)];

    const acks = rowAcks([known, unknown].map(wholeOf), (one) => one === known);

    assert.deepEqual(acks, [{ id: 1, events: 'all' }]);
    assert.deepEqual(
      rowAcks([wholeOf(unknown)], () => false),
      [],
    );
  });

  it('removes the row with its last events, however many those are', () => {
    const one = block(1);
    one.remaining = 1;

    assert.deepEqual(
      rowAcks([{ block: one, from: 2, to: 3 }], () => true),
      [{ id: 1, events: 'all' }],
    );
  });

  it('names the other events by their places, in whatever order and pieces they come', () => {
    const places = fc.subarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 1, maxLength: 7 });
    const shuffled = places.chain((all) => fc.shuffledSubarray(all, { minLength: all.length }));
    fc.assert(
      fc.property(shuffled, (gone) => {
        const one = Object.assign(bareBlock(Array.from({ length: 8 }, () => 1)), { arrival: 1 });

        const [ack] = rowAcks(
          gone.map((from) => ({ block: one, from, to: from + 1 })),
          () => true,
        );

        assert.ok(ack !== undefined && ack.events !== 'all');
        const named = ack.events.flatMap(([first, count]) =>
          Array.from({ length: count }, (_, index) => first + index),
        );
        assert.deepEqual(
          named,
          gone.toSorted((a, b) => a - b),
        );
      }),
    );
  });
});
