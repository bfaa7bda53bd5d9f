import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import * as sinon from 'sinon';
import type { BatchLimits, EventBlock, EventRun } from '../../src/events/model.js';
import { cutBatch } from '../../src/dispatch/batch-cutter.js';
import {
  arrivalIn,
  arrived,
  bareBlock,
  eventsIn,
  eventsOf,
  runsOf,
  type TestEvent,
} from '../helpers/events.js';

const DAY = 86_400_000;
const ROOMY: BatchLimits = { maxBatchBytes: 1_048_576, maxBatchCount: 10_000 };

interface SingleCut {
  readonly batch: TestEvent[];
  readonly passedOver: TestEvent[];
  readonly seen: number;
}

function cutOf(events: readonly TestEvent[], limits: BatchLimits): SingleCut {
  const { batch, passedOver, seen } = cutBatch(runsOf(events), 0, limits);
  return { batch: eventsIn(batch), passedOver: eventsIn(passedOver), seen };
}

/** The rules as they are documented, one event at a time. */
function expectedCut(events: readonly TestEvent[], limits: BatchLimits): SingleCut {
  const batch: TestEvent[] = [];
  const passedOver: TestEvent[] = [];
  for (const event of events.slice(0, limits.maxBatchCount)) {
    const longer = [...batch, event];
    if (batch.length > 0 && spanOf(longer) >= DAY) {
      passedOver.push(event);
    } else {
      if (batch.length > 0 && sizeOf(longer) > limits.maxBatchBytes) break;
      batch.push(event);
    }
  }
  const seen = batch.length + passedOver.length;
  return { batch: batch.toSorted((a, b) => a.timestamp - b.timestamp), passedOver, seen };
}

/** Cuts batch after batch until nothing is left. */
function drain(events: readonly TestEvent[], limits: BatchLimits): TestEvent[][] {
  const batches: TestEvent[][] = [];
  let pending = [...events];
  while (pending.length > 0) {
    const { batch, passedOver, seen } = cutOf(pending, limits);
    assert.ok(batch.length > 0, 'each batch has something');
    assert.ok(batches.length <= events.length, 'it comes to an end');
    batches.push(batch);
    pending = [...passedOver, ...pending.slice(seen)];
  }
  return batches;
}

/** Events with these times and sizes in this order of arrival, all in one block. */
function eventsAt(...parts: readonly (readonly [timestamp: number, size?: number])[]): TestEvent[] {
  return eventsOf(
    bareBlock(
      parts.map(([timestamp]) => timestamp),
      parts.map(([, size = 100]) => size),
    ),
  );
}

const sizeOf = (batch: readonly TestEvent[]): number => batch.reduce((sum, { size }) => sum + size, 0);

function spanOf(batch: readonly TestEvent[]): number {
  const times = batch.map(({ timestamp }) => timestamp);
  return Math.max(...times) - Math.min(...times);
}

const anyTime = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 5 }) },
  { weight: 1, arbitrary: fc.integer({ min: DAY - 2, max: DAY + 2 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 4 * DAY }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }) },
);

const anyPending = fc
  .record({
    limits: fc.record({
      maxBatchBytes: fc.integer({ min: 27, max: 600 }),
      maxBatchCount: fc.integer({ min: 1, max: 9 }),
    }),
    raw: fc.array(
      fc.array(fc.record({ timestamp: anyTime, share: fc.double({ min: 0, max: 1, noNaN: true }) }), {
        minLength: 1,
        maxLength: 20,
      }),
      { maxLength: 6 },
    ),
    // Some have been sent already, so that there are gaps in the blocks.
    isGone: fc.func(fc.nat({ max: 9 }).map((share) => share === 0)),
  })
  .map(({ limits, raw, isGone }) => {
    const blocks = raw.map((parts) =>
      bareBlock(
        parts.map(({ timestamp }) => timestamp),
        parts.map(({ share }) => 27 + Math.floor(share * (limits.maxBatchBytes - 27))),
      ),
    );
    return { limits, pending: eventsOf(...arrived(...blocks)).filter((one) => !isGone(arrivalIn(one))) };
  });

describe('batch-cutter: cutBatch', () => {
  it('keeps every rule of the service for any events and any limits', () => {
    fc.assert(
      fc.property(anyPending, ({ pending, limits }) => {
        for (const batch of drain(pending, limits)) {
          const times = batch.map(({ timestamp }) => timestamp);
          assert.ok(batch.length <= limits.maxBatchCount);
          assert.ok(sizeOf(batch) <= limits.maxBatchBytes);
          assert.ok(Math.max(...times) - Math.min(...times) < DAY);
          assert.deepEqual(
            times,
            times.toSorted((a, b) => a - b),
          );
        }
      }),
      { numRuns: 500 },
    );
  });

  it('gives the same result for runs as for single events, and reports how far it has looked', () => {
    fc.assert(
      fc.property(anyPending, ({ pending, limits }) => {
        assert.deepEqual(cutOf(pending, limits), expectedCut(pending, limits));
      }),
      { numRuns: 1_000 },
    );
  });

  it('loses nothing and duplicates nothing', () => {
    fc.assert(
      fc.property(anyPending, ({ pending, limits }) => {
        const sent = drain(pending, limits).flat();
        assert.equal(sent.length, pending.length);
        assert.deepEqual(new Set(sent), new Set(pending));
      }),
      { numRuns: 500 },
    );
  });

  it('keeps events of the same millisecond in the order of their arrival over all batches', () => {
    fc.assert(
      fc.property(anyPending, ({ pending, limits }) => {
        const newest = new Map<number, number>();
        for (const one of drain(pending, limits).flat()) {
          assert.ok(arrivalIn(one) > (newest.get(one.timestamp) ?? -1));
          newest.set(one.timestamp, arrivalIn(one));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('does not change its input', () => {
    fc.assert(
      fc.property(anyPending, ({ pending, limits }) => {
        const runs = runsOf(pending);
        cutBatch(runs, 0, limits);
        assert.deepEqual(eventsIn(runs), pending);
      }),
    );
  });

  it('starts at the given index and does not read what is before it', () => {
    const [first, second, third] = arrived(bareBlock([1]), bareBlock([2]), bareBlock([3]));
    const pending: (EventRun | undefined)[] = runsOf(eventsOf(first!, second!, third!));
    pending[0] = undefined;

    const { batch, seen } = cutBatch(pending, 1, ROOMY);

    assert.deepEqual(eventsIn(batch), eventsOf(second!, third!));
    assert.equal(seen, 2);
  });

  it('returns adjacent events as one run, also over a run that was cut', () => {
    const whole: EventBlock = bareBlock([1, 2, 3, 4, 5]);
    const pending = [
      { block: whole, from: 0, to: 2 },
      { block: whole, from: 2, to: 5 },
    ];

    assert.deepEqual(cutBatch(pending, 0, ROOMY).batch, [{ block: whole, from: 0, to: 5 }]);
    assert.deepEqual(cutBatch(pending, 0, { ...ROOMY, maxBatchCount: 4 }).batch, [
      { block: whole, from: 0, to: 4 },
    ]);
  });

  for (const [extra, batches] of [
    [-1, 1],
    [0, 1],
    [1, 2],
  ] as const) {
    it(`sends ${1_048_576 + extra} bytes in ${batches} batch(es)`, () => {
      assert.equal(drain(eventsAt([1, 1_048_000], [2, 576 + extra]), ROOMY).length, batches);
    });

    it(`sends ${10_000 + extra} events in ${batches} batch(es)`, () => {
      const many = eventsAt(...Array.from({ length: 10_000 + extra }, () => [1, 27] as const));

      assert.equal(drain(many, ROOMY).length, batches);
    });
  }

  for (const [span, batches] of [
    [DAY - 1, 1],
    [DAY, 2],
    [DAY + 1, 2],
  ] as const) {
    it(`sends events ${span} ms apart in ${batches} batch(es), whichever came first`, () => {
      assert.equal(drain(eventsAt([0], [span]), ROOMY).length, batches);
      assert.equal(drain(eventsAt([span], [0]), ROOMY).length, batches);
    });
  }

  it('sorts by time, and lets no event overtake another because of its size', () => {
    const [big, late, early] = eventsAt([5, 500], [9, 600], [1, 50]);

    const batches = drain([big!, late!, early!], { maxBatchBytes: 1_000, maxBatchCount: 10 });

    assert.deepEqual(batches, [[big], [early, late]]);
  });

  it('does not sort times that are in order already, also after a stray one', () => {
    const inOrder = runsOf(eventsAt([1], [1], [2], [10 * DAY], [3]));
    const outOfOrder = runsOf(eventsAt([2], [1]));
    const sort = sinon.spy(Array.prototype, 'sort');
    try {
      cutBatch(inOrder, 0, ROOMY);
      sinon.assert.notCalled(sort);
      cutBatch(outOfOrder, 0, ROOMY);
      sinon.assert.calledOnce(sort);
    } finally {
      sort.restore();
    }
  });

  it('takes a stray event later and the others together', () => {
    const all = eventsAt([10 * DAY], [1], [10 * DAY], [2]);

    const batches = drain(all, ROOMY);

    assert.deepEqual(batches, [
      [all[0], all[2]],
      [all[1], all[3]],
    ]);
  });

  it('looks no further than the maximum count of a batch', () => {
    const strays = eventsAt(
      ...Array.from({ length: 50 }, (_, index) => [index === 0 ? 0 : index * 2 * DAY] as const),
    );

    const { passedOver, seen } = cutOf(strays, { maxBatchBytes: 10_000, maxBatchCount: 5 });

    assert.equal(seen, 5);
    assert.equal(passedOver.length, 4);
  });
});
