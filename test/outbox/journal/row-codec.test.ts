import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { countOf, spanOf, startOf } from '../../../src/events/runs.js';
import type { EventRun } from '../../../src/events/model.js';
import type { AnsweredRange } from '../../../src/outbox/journal/journal.js';
import { DamagedRowError, packRow, unpackRow } from '../../../src/outbox/journal/row-codec.js';
import { VERSION } from '../../../src/outbox/journal/spool/open-journal-file.js';
import { block, eventsIn, eventsOf, wireOf, type TestEvent } from '../../helpers/events.js';

/** The row of the last test. It may change only with VERSION: files on a disk keep their rows. */
const GOLDEN = {
  version: 3,
  row: [
    '030000000000000000008056febc78420000000000001c4000000000000020c0',
    '290000002b0000002b000000f2fffffff1fffffff0ffffff7b2274696d657374',
    '616d70223a313730303030303030303030302c226d657373616765223a226122',
    '7d2c7b2274696d657374616d70223a313730303030303030303030372c226d65',
    '7373616765223a22c3a9227d2c7b2274696d657374616d70223a313639393939',
    '393939393939392c226d657373616765223a225c22227d',
  ],
};

const parts = fc.array(fc.tuple(fc.integer({ min: 0, max: 4e12 }), fc.string({ unit: 'binary' })), {
  minLength: 1,
  maxLength: 30,
});

function describeEvent(one: TestEvent) {
  const { timestamp, message } = wireOf(one);
  return { index: one.index, size: one.size, timestamp, message };
}

/** Undefined if it is refused. */
function tryToUnpack({ buffer }: Uint8Array<ArrayBuffer>, count: number): EventRun[] | undefined {
  try {
    return unpackRow(buffer, count, []);
  } catch (error) {
    assert.ok(error instanceof DamagedRowError, String(error));
    return undefined;
  }
}

function assertIsConsistent(events: readonly EventRun[], count: number): void {
  assert.equal(countOf(events), count);
  for (const { block: taken } of events) {
    const { bytes, ends, timestamps, sizes } = taken;
    assert.deepEqual([ends.length, timestamps.length, sizes.length, taken.remaining], Array(4).fill(count));
    for (let index = 0; index < count; index++) {
      assert.ok(startOf(taken, index) < ends[index]!);
      assert.ok(sizes[index]! > 0 && sizes[index]! <= ends[index]! - startOf(taken, index));
      assert.doesNotThrow(() => new Date(timestamps[index]!).toISOString());
    }
    assert.equal(ends.at(-1), bytes.length);
  }
}

describe('row-codec', () => {
  it('restores a block as it was', () => {
    fc.assert(
      fc.property(parts, (given) => {
        const packed = block(...given);

        const [run, ...others] = unpackRow(packRow(packed), given.length, []);

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

  it('returns the events that have no answer', () => {
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

        const left = unpackRow(packRow(packed), given.length, answered);

        assert.deepEqual(eventsIn(left).map(describeEvent), expected);
        assert.equal(spanOf(left).count, expected.length);
      }),
    );
  });

  it('is refused with one error if it cannot be a row, and never returns contradictory columns', () => {
    const random = fc.uint8Array({ maxLength: 200 }).map((bytes) => Uint8Array.from(bytes));
    const counted = fc.tuple(fc.nat(4), random).map(([count, bytes]): [Uint8Array<ArrayBuffer>, number] => {
      return [Uint8Array.from([count, 0, 0, 0, 0, 0, 0, 0, ...bytes]), count];
    });
    // Complete rows that were overwritten in part.
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 });
    const spoiled = fc.tuple(parts, changes).map(([given, changed]): [Uint8Array<ArrayBuffer>, number] => {
      const row = new Uint8Array(packRow(block(...given)));
      for (const [place, value] of changed) row[place % row.length] = value;
      return [row, given.length];
    });
    const rows = fc.oneof(fc.tuple(random, fc.integer()), counted, spoiled);
    const seen = { refused: 0, taken: 0 };
    fc.assert(
      fc.property(rows, ([row, count]) => {
        const taken = tryToUnpack(row, count);
        seen[taken === undefined ? 'refused' : 'taken']++;
        if (taken !== undefined) assertIsConsistent(taken, count);
      }),
      { numRuns: 2_000 },
    );
    assert.ok(seen.refused > 200 && seen.taken > 200, JSON.stringify(seen));
  });

  for (const [what, spoil] of [
    ['no time', ({ times }) => (times[1] = NaN)],
    ['a time of no date', ({ times }) => (times[1] = 8.64e15)],
    ['a time before all', ({ times }) => (times[0] = -1)],
    ['half a millisecond', ({ times }) => (times[1] = 0.5)],
    ['an event without bytes', ({ lengths }) => (lengths[1] = 1)],
    ['an end behind the bytes', ({ lengths }) => lengths[2]!++],
    ['an end before the last bytes', ({ lengths }) => lengths[2]!--],
    ['an end that goes around', ({ lengths }) => (lengths[1] = 0xffff_ffff)],
    ['no size', ({ lengths, extras }) => (extras[1] = -lengths[1]!)],
    ['a size over the bytes', ({ extras }) => (extras[1] = 0)],
    ['another count', ({ counts }) => counts[0]!--],
  ] as const satisfies [string, (columns: Columns) => unknown][]) {
    it(`is refused with ${what}`, () => {
      const row = packRow(block([1, 'one'], [2, 'two'], [3, 'three']));
      spoil({
        counts: new Uint32Array(row, 0, 1),
        times: new Float64Array(row, 8, 3),
        lengths: new Uint32Array(row, 32, 3),
        extras: new Int32Array(row, 44, 3),
      });

      assert.throws(() => unpackRow(row, 3, []), DamagedRowError);
    });
  }

  it('has the version of its files: a change here needs another VERSION in open-journal-file.ts', () => {
    const packed = block([1_700_000_000_000, 'a'], [1_700_000_000_007, 'é'], [1_699_999_999_999, '"']);

    assert.deepEqual(
      {
        version: VERSION,
        row: Buffer.from(packRow(packed))
          .toString('hex')
          .match(/.{1,64}/g),
      },
      GOLDEN,
    );
    const [run] = unpackRow(Uint8Array.from(Buffer.from(GOLDEN.row.join(''), 'hex')).buffer, 3, []);
    assert.deepEqual(run?.block, { ...packed, isStored: true });
  });
});

/** Where a row has its columns. */
interface Columns {
  readonly counts: Uint32Array;
  readonly times: Float64Array;
  readonly lengths: Uint32Array;
  readonly extras: Int32Array;
}
