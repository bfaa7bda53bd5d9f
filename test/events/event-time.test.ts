import assert from 'node:assert/strict';
import type { HrTime } from '@opentelemetry/api';
import * as fc from 'fast-check';
import { eventTime, givenTime, isMoved, isValidTime, toMillis } from '../../src/events/event-time.js';

const GOOD: HrTime = [1_700_000_000, 123_456_789];
const OBSERVED: HrTime = [1_700_000_001, 5];
const NOW = 1_800_000_000_123;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

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

function hrTime(millis: number): HrTime {
  return [Math.floor(millis / 1_000), (millis % 1_000) * 1e6];
}

describe('event-time', () => {
  it("is the record's own time", () => {
    assert.deepEqual(eventTime({ hrTime: GOOD, hrTimeObserved: OBSERVED }, toMillis(GOOD)), GOOD);
  });

  const TAKEN = hrTime(NOW - 5);

  it('is the observed time if the service accepts that and not the other', () => {
    for (const [what, millis] of [
      ['older than 14 days', NOW - 14 * DAY - 1],
      ['more than 2 hours ahead', NOW + 2 * HOUR + 1],
      ['seconds for milliseconds', NOW / 1_000],
      ['microseconds for milliseconds', NOW * 1_000],
    ] as const) {
      const refused = hrTime(Math.floor(millis));
      const record = { hrTime: refused, hrTimeObserved: TAKEN };
      assert.deepEqual(eventTime(record, NOW), TAKEN, what);
      assert.equal(isMoved(record, TAKEN), true);
      assert.deepEqual(givenTime(record, TAKEN), refused);
      // If both are refused the time is kept, and the service rejects the event.
      for (const hrTimeObserved of [[0, 0], hrTime(NOW - 20 * DAY)] satisfies HrTime[]) {
        assert.deepEqual(eventTime({ hrTime: refused, hrTimeObserved }, NOW), refused, what);
      }
    }
  });

  it('is its own up to the limits', () => {
    for (const millis of [NOW - 14 * DAY, NOW + 2 * HOUR]) {
      const own = hrTime(millis);
      assert.deepEqual(eventTime({ hrTime: own, hrTimeObserved: TAKEN }, NOW), own);
      assert.equal(isMoved({ hrTime: own }, own), false);
    }
  });

  it('is one that the service accepts if the record has one, and its own if that is one', () => {
    const times = fc.oneof(
      fc.integer({ min: -20 * DAY, max: DAY }).map((ahead) => hrTime(NOW + ahead)),
      fc.constantFrom<HrTime>(...BAD.map(([, time]) => time)),
    );
    const isTaken = (time: HrTime): boolean =>
      isValidTime(time) && toMillis(time) >= NOW - 14 * DAY && toMillis(time) <= NOW + 2 * HOUR;
    fc.assert(
      fc.property(times, times, (own, observed) => {
        const time = eventTime({ hrTime: own, hrTimeObserved: observed }, NOW);
        if (isTaken(own)) assert.equal(time, own);
        else if (isTaken(observed)) assert.equal(time, observed);
        else if (isValidTime(own)) assert.equal(time, own);
        else assert.ok(isValidTime(time));
      }),
    );
  });

  for (const [what, bad] of BAD) {
    it(`falls back to the observed time, then to now, for ${what}`, () => {
      assert.deepEqual(eventTime({ hrTime: bad, hrTimeObserved: OBSERVED }, NOW), OBSERVED);
      assert.deepEqual(eventTime({ hrTime: bad, hrTimeObserved: bad }, NOW), [1_800_000_000, 123_000_000]);
    });
  }

  it('counts as changed for another millisecond, but not for a record without a time', () => {
    assert.equal(isMoved({ hrTime: [Number.NaN, Number.NaN] }, OBSERVED), false);
    assert.equal(isMoved({ hrTime: [5, 6] }, [5, 7]), false);
    assert.equal(isMoved({ hrTime: [5, 6] }, [5, 1_000_006]), true);
    assert.deepEqual(givenTime({ hrTime: [0, 0] }, OBSERVED), OBSERVED);
  });

  it('accepts the first nanosecond after the epoch as a time', () => {
    assert.deepEqual(eventTime({ hrTime: [0, 1], hrTimeObserved: OBSERVED }, NOW), [0, 1]);
  });

  it('accepts a record without times', () => {
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

describe('event-time: toMillis', () => {
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
