import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { spanOf } from '../../../src/events.js';
import { packRow, timesOfRow, unpackRow, type AnsweredRange } from '../../../src/outbox/durable/row-codec.js';
import { block, eventsIn, eventsOf, wireOf, type TestEvent } from '../../helpers/events.js';

const parts = fc.array(fc.tuple(fc.integer({ min: 0, max: 4e12 }), fc.string({ unit: 'binary' })), {
  minLength: 1,
  maxLength: 30,
});

function describeEvent(one: TestEvent) {
  const { timestamp, message } = wireOf(one);
  return { index: one.index, size: one.size, timestamp, message };
}

describe('a row of the durable outbox', () => {
  it('gives back a block, as it was', () => {
    fc.assert(
      fc.property(parts, (given) => {
        const packed = block(...given);

        const [run, ...others] = unpackRow(packRow(packed), []);

        assert.deepEqual(others, []);
        assert.ok(run);
        assert.deepEqual([run.from, run.to], [0, given.length]);
        const { bytes, ends, timestamps, sizes } = run.block;
        assert.deepEqual(Buffer.from(bytes), Buffer.from(packed.bytes));
        assert.deepEqual([...ends], [...packed.ends]);
        assert.deepEqual([...timestamps], [...packed.timestamps]);
        assert.deepEqual([...sizes], [...packed.sizes]);
      }),
    );
  });

  it('gives those that have no answer, and their times', () => {
    const ranges = fc.array(fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 10 })), { maxLength: 4 });
    fc.assert(
      fc.property(parts, ranges, (given, wanted) => {
        const packed = block(...given);
        const answered = wanted
          .filter(([first]) => first < given.length)
          .map(([first, count]): AnsweredRange => [first, Math.min(count, given.length - first)]);
        const expected = eventsOf(packed)
          .filter(({ index }) => answered.every(([first, count]) => index < first || index >= first + count))
          .map(describeEvent);
        const row = packRow(packed);

        assert.deepEqual(
          timesOfRow(row, answered),
          expected.map(({ timestamp }) => timestamp),
        );
        const left = unpackRow(row, answered);
        assert.deepEqual(eventsIn(left).map(describeEvent), expected);
        assert.equal(spanOf(left).count, expected.length);
      }),
    );
  });
});
