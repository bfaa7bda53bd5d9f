import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { wholeOf } from '../../src/events/runs.js';
import { createLane, heldBytesOf, isInUse } from '../../src/outbox/lane.js';
import { bareBlock, destination, eventsOf, runsOf } from '../helpers/events.js';

describe('lane', () => {
  it('is in use as long as it holds an event, handed out or not', () => {
    const lane = createLane(destination());
    const run = wholeOf(bareBlock([1]));
    assert.deepEqual([isInUse(undefined), isInUse(lane)], [false, false]);

    lane.waiting.push(run);
    assert.equal(isInUse(lane), true);
    lane.waiting.shift();
    lane.taken = [run];

    assert.equal(isInUse(lane), true);
  });

  it('has the arrival of the oldest event that waits, or none', () => {
    const lane = createLane(destination());
    assert.equal(lane.waiting.arrival, Infinity);
    const one = bareBlock([1, 1]);
    one.arrival = 7;

    lane.waiting.push(wholeOf(one));
    assert.equal(lane.waiting.arrival, 7);
    lane.waiting.shift();

    assert.equal(lane.waiting.arrival, 8);
  });
});

describe('heldBytesOf', () => {
  const three = bareBlock([1, 2, 3], [100, 200, 300]);

  it('counts the bytes of the event with its comma, not of its block, and what it costs beside them', () => {
    assert.equal(heldBytesOf({ block: three, from: 1, to: 2 }), 200 + 1 + 16);
  });

  it('counts the block itself with the event that begins it', () => {
    assert.equal(heldBytesOf({ block: three, from: 0, to: 1 }), 100 + 1 + 16 + 1_024);
  });

  it('comes to the same for a whole as for its parts', () => {
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
          parts.reduce((sum, run) => sum + heldBytesOf(run), 0),
          heldBytesOf(wholeOf(block)),
        );
      }),
    );
  });
});
