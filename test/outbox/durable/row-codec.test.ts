import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  blocksOf,
  packRow,
  rangesOf,
  timesOfRow,
  unpackRow,
  type AnsweredRange,
} from '../../../src/outbox/durable/row-codec.js';
import { block, event, messageOf } from '../../helpers/events.js';

const parts = fc.array(fc.tuple(fc.integer({ min: 0, max: 4e12 }), fc.string({ unit: 'binary' })), {
  minLength: 1,
  maxLength: 30,
});

describe('a row of the durable outbox', () => {
  it('gives back any run of neighbours, as it was, and without those that were left out', () => {
    fc.assert(
      fc.property(parts, fc.infiniteStream(fc.boolean()), (given, keeps) => {
        const kept = block(...given).filter(() => keeps.next().value);
        if (kept.length === 0) return;

        const events = unpackRow(packRow(kept), []);

        assert.deepEqual(
          events.map(({ index, event: found }) => [index, found.timestamp, found.size, messageOf(found)]),
          kept.map((one, index) => [index, one.timestamp, one.size, messageOf(one)]),
        );
        // A run is still a piece of a body as it stands.
        for (const [index, one] of kept.entries()) {
          if (index === 0) continue;
          const gap = one.start - kept[index - 1]!.end;
          assert.equal(events[index]!.event.start - events[index - 1]!.event.end, gap);
        }
      }),
    );
  });

  it('gives those that have no answer, and their times', () => {
    fc.assert(
      fc.property(parts, fc.array(fc.nat(40)), (given, answered) => {
        const events = block(...given);
        const indexes = [...new Set(answered)].filter((index) => index < events.length);
        const row = packRow(events);
        const ranges = rangesOf(indexes);

        const left = unpackRow(row, ranges);

        const expected = events.flatMap((one, index) => (indexes.includes(index) ? [] : [{ index, one }]));
        assert.deepEqual(
          left.map(({ index, event: found }) => [index, messageOf(found)]),
          expected.map(({ index, one }) => [index, messageOf(one)]),
        );
        assert.deepEqual(
          timesOfRow(row, ranges),
          expected.map(({ one }) => one.timestamp),
        );
      }),
    );
  });

  it('names indexes by the fewest ranges', () => {
    const ranges: AnsweredRange[] = [
      [0, 3],
      [5, 1],
      [9, 2],
    ];
    assert.deepEqual(rangesOf([10, 2, 0, 1, 9, 5]), ranges);
    assert.deepEqual(rangesOf([]), []);
  });

  it('holds events of one block', () => {
    const [first, second] = [block([1, 'a'], [2, 'b']), block([3, 'c'])];
    const alone = event('d');

    assert.deepEqual(blocksOf([...first, ...second, alone]), [first, second, [alone]]);
    assert.deepEqual(blocksOf([]), []);
  });
});
