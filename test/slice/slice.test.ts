import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { BatchLimits, LogEvent } from '../../src/model.js';
import { slice } from '../../src/slice/slice.js';
import { bareEvent } from '../helpers/events.js';

const DAY = 86_400_000;
const ROOMY: BatchLimits = { maxBatchBytes: 1_048_576, maxBatchCount: 10_000 };

/** Takes slice after slice until nothing is left. */
function drain(events: readonly LogEvent[], limits: BatchLimits): LogEvent[][] {
  const batches: LogEvent[][] = [];
  let pending = [...events];
  while (pending.length > 0) {
    const { batch, passedOver, next } = slice(pending, 0, limits);
    assert.ok(batch.length > 0, 'each slice takes something');
    assert.ok(batches.length <= events.length, 'it comes to an end');
    batches.push(batch);
    pending = [...passedOver, ...pending.slice(next)];
  }
  return batches;
}

function arrived(...events: LogEvent[]): LogEvent[] {
  for (const [arrival, event] of events.entries()) event.arrival = arrival;
  return events;
}

const sizeOf = (batch: readonly LogEvent[]): number => batch.reduce((sum, { size }) => sum + size, 0);

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
    raw: fc.array(fc.record({ timestamp: anyTime, share: fc.double({ min: 0, max: 1, noNaN: true }) }), {
      maxLength: 60,
    }),
  })
  .map(({ limits, raw }) => ({
    limits,
    events: arrived(
      ...raw.map(({ timestamp, share }) =>
        bareEvent(timestamp, 27 + Math.floor(share * (limits.maxBatchBytes - 27))),
      ),
    ),
  }));

describe('slice', () => {
  it('keeps every rule of the service for any events and any limits', () => {
    fc.assert(
      fc.property(anyPending, ({ events, limits }) => {
        for (const batch of drain(events, limits)) {
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

  it('loses nothing and doubles nothing', () => {
    fc.assert(
      fc.property(anyPending, ({ events, limits }) => {
        const sent = drain(events, limits).flat();
        assert.equal(sent.length, events.length);
        assert.deepEqual(new Set(sent), new Set(events));
      }),
      { numRuns: 500 },
    );
  });

  it('keeps events of the same millisecond in the order of their arrival over all slices', () => {
    fc.assert(
      fc.property(anyPending, ({ events, limits }) => {
        const newest = new Map<number, number>();
        for (const { timestamp, arrival } of drain(events, limits).flat()) {
          assert.ok(arrival > (newest.get(timestamp) ?? -1));
          newest.set(timestamp, arrival);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('starts at the given place and does not look at what lies before it', () => {
    const events = arrived(bareEvent(1), bareEvent(2), bareEvent(3));

    const { batch, next } = slice([undefined, ...events.slice(1)], 1, ROOMY);

    assert.deepEqual(batch, events.slice(1));
    assert.equal(next, 3);
  });

  for (const [extra, batches] of [
    [-1, 1],
    [0, 1],
    [1, 2],
  ] as const) {
    it(`sends ${1_048_576 + extra} bytes in ${batches} batch(es)`, () => {
      const events = arrived(bareEvent(1, 1_048_000), bareEvent(2, 576 + extra));

      assert.equal(drain(events, ROOMY).length, batches);
    });

    it(`sends ${10_000 + extra} events in ${batches} batch(es)`, () => {
      const events = arrived(...Array.from({ length: 10_000 + extra }, () => bareEvent(1, 27)));

      assert.equal(drain(events, ROOMY).length, batches);
    });
  }

  for (const [span, batches] of [
    [DAY - 1, 1],
    [DAY, 2],
    [DAY + 1, 2],
  ] as const) {
    it(`sends events ${span} ms apart in ${batches} batch(es), whichever came first`, () => {
      assert.equal(drain(arrived(bareEvent(0), bareEvent(span)), ROOMY).length, batches);
      assert.equal(drain(arrived(bareEvent(span), bareEvent(0)), ROOMY).length, batches);
    });
  }

  it('sorts by time, and lets no event overtake another one for its size', () => {
    const [big, late, early] = [bareEvent(5, 500), bareEvent(9, 600), bareEvent(1, 50)];

    const batches = drain(arrived(big, late, early), { maxBatchBytes: 1_000, maxBatchCount: 10 });

    assert.deepEqual(batches, [[big], [early, late]]);
  });

  it('takes a stray event later and the others together', () => {
    const events = arrived(bareEvent(10 * DAY), bareEvent(1), bareEvent(10 * DAY), bareEvent(2));

    const batches = drain(events, ROOMY);

    assert.deepEqual(batches, [
      [events[0], events[2]],
      [events[1], events[3]],
    ]);
  });

  it('looks no further than a batch may count', () => {
    const events = arrived(
      ...Array.from({ length: 50 }, (_, index) => bareEvent(index === 0 ? 0 : index * 2 * DAY)),
    );

    const { passedOver, next } = slice(events, 0, { maxBatchBytes: 10_000, maxBatchCount: 5 });

    assert.equal(next, 5);
    assert.equal(passedOver.length, 4);
  });
});
