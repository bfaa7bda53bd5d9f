import assert from 'node:assert/strict';
import type { HrTime } from '@opentelemetry/api';
import * as fc from 'fast-check';
import { eventTime, isValidTime, toMillis } from '../../src/events/event-time.js';

const GOOD: HrTime = [1_700_000_000, 123_456_789];
const OBSERVED: HrTime = [1_700_000_001, 5];
const NOW = 1_800_000_000_123;

const BAD: readonly (readonly [string, HrTime])[] = [
  ['[NaN, NaN]', [Number.NaN, Number.NaN]],
  ['[0, 0]', [0, 0]],
  ['a negative time', [-1, 0]],
  ['negative nanoseconds', [5, -1]],
  ['a whole second of nanoseconds', [5, 1e9]],
  ['an endless time', [Infinity, 0]],
  ['NaN nanoseconds', [5, Number.NaN]],
  ['a time beyond any Date', [8.64e12, 1_000_000]],
];

describe('eventTime', () => {
  it("is the record's own time", () => {
    assert.deepEqual(eventTime({ hrTime: GOOD, hrTimeObserved: OBSERVED }, NOW), GOOD);
  });

  for (const [what, bad] of BAD) {
    it(`falls back to the observed time, then to now, for ${what}`, () => {
      assert.deepEqual(eventTime({ hrTime: bad, hrTimeObserved: OBSERVED }, NOW), OBSERVED);
      assert.deepEqual(eventTime({ hrTime: bad, hrTimeObserved: bad }, NOW), [1_800_000_000, 123_000_000]);
    });
  }

  it('takes the first nanosecond after the epoch for a time', () => {
    assert.deepEqual(eventTime({ hrTime: [0, 1], hrTimeObserved: OBSERVED }, NOW), [0, 1]);
  });

  it('survives a record without times', () => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- other copies of the SDK may leave them out
    const record = {} as Parameters<typeof eventTime>[0];

    assert.equal(toMillis(eventTime(record, NOW)), NOW);
  });

  it('falls back for a time that is null', () => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what JavaScript may hand over
    const times = [
      { hrTime: null, hrTimeObserved: OBSERVED },
      { hrTime: null, hrTimeObserved: null },
    ] as unknown;
    const [observed, none] = times as Parameters<typeof eventTime>[0][]; // oxlint-disable-line typescript/no-unsafe-type-assertion -- as above
    assert.ok(observed && none);
    assert.deepEqual(eventTime(observed, NOW), OBSERVED);
    assert.equal(toMillis(eventTime(none, NOW)), NOW);
  });

  it('is never later than now when it is now', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8.64e15 - 1 }), (now) => {
        const time = eventTime({ hrTime: [0, 0], hrTimeObserved: [0, 0] }, now);

        assert.ok(isValidTime(time));
        assert.equal(toMillis(time), now);
      }),
    );
  });
});

describe('toMillis', () => {
  it('gives whole milliseconds, rounded down', () => {
    assert.equal(toMillis([1, 999_999]), 1_000);
    assert.equal(toMillis([1, 1_000_000]), 1_001);
    assert.equal(toMillis([1_700_000_000, 999_999_999]), 1_700_000_000_999);
  });

  it('gives a time that PutLogEvents takes and a Date can hold, for any valid time', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e13 }), fc.double({ min: 0, max: 1e9 }), (seconds, nanos) => {
        fc.pre(isValidTime([seconds, nanos]));
        const millis = toMillis([seconds, nanos]);

        assert.ok(Number.isSafeInteger(millis) && millis >= 0);
        assert.ok(new Date(millis).toISOString());
      }),
    );
    assert.ok(new Date(toMillis([8.64e12 - 1, 999_999_999])).toISOString());
  });
});
