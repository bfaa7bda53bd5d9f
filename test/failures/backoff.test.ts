import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { backoffMillis, leastWaitMillis } from '../../src/failures/backoff.js';
import type { FailureKind } from '../../src/failures/failure.js';
import { KINDS } from './helpers.js';

function failureOf(kind: FailureKind, action = 'PutLogEvents', retryAfterMillis?: number) {
  return { kind, action, retryAfterMillis };
}

/** The shortest and the longest wait. */
function range(failure: ReturnType<typeof failureOf>, failures: number): [number, number] {
  return [backoffMillis(failure, failures, () => 0), backoffMillis(failure, failures, () => 1)];
}

describe('backoff: backoffMillis', () => {
  it('doubles from 200 ms up to 30 s when the service is unavailable', () => {
    const longest = [1, 2, 3, 8, 9, 1_000].map((failures) => range(failureOf('unavailable'), failures)[1]);

    assert.deepEqual(longest, [200, 400, 800, 25_600, 30_000, 30_000]);
  });

  it('starts at 1 s when throttled', () => {
    assert.deepEqual(range(failureOf('throttled'), 1), [0, 1_000]);
    assert.deepEqual(range(failureOf('throttled'), 20), [0, 30_000]);
  });

  for (const action of ['CreateLogStream', 'CreateLogGroup', 'PutRetentionPolicy']) {
    it(`spreads a throttled ${action} over 20 s from the first`, () => {
      assert.deepEqual(range(failureOf('throttled', action), 1), [0, 20_000]);
      assert.deepEqual(range(failureOf('throttled', action), 20), [0, 20_000]);
    });
  }

  for (const kind of ['denied', 'unconfigured', 'missing', 'limit_exceeded', 'unexpected'] as const) {
    it(`tries slowly when ${kind}: between 5 s and 2 minutes`, () => {
      assert.deepEqual(range(failureOf(kind), 1), [5_000, 15_000]);
      assert.deepEqual(range(failureOf(kind), 50), [5_000, 120_000]);
    });
  }

  it('treats a creation that fails otherwise as any other call', () => {
    assert.deepEqual(range(failureOf('unavailable', 'CreateLogStream'), 1), [0, 200]);
    assert.deepEqual(range(failureOf('denied', 'CreateLogGroup'), 1), [5_000, 15_000]);
  });

  it('waits at least as long as the service asks for, but at most 2 minutes', () => {
    assert.deepEqual(range(failureOf('unavailable', 'PutLogEvents', 7_000), 1), [7_000, 7_000]);
    assert.deepEqual(range(failureOf('throttled', 'PutLogEvents', 500), 1), [500, 1_000]);
    assert.deepEqual(range(failureOf('throttled', 'PutLogEvents', 9e9), 1), [120_000, 120_000]);
  });

  it('stays within its bounds for every kind, count and draw', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...KINDS),
        fc.constantFrom('PutLogEvents', 'CreateLogStream', 'CreateLogGroup', 'PutRetentionPolicy'),
        fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.option(fc.double({ min: 0, noNaN: true }), { nil: undefined }),
        (kind, action, failures, draw, retryAfterMillis) => {
          const millis = backoffMillis({ kind, action, retryAfterMillis }, failures, () => draw);

          assert.ok(millis >= 0 && millis <= 120_000);
        },
      ),
    );
  });
});

describe('backoff: leastWaitMillis', () => {
  it('leaves a second where the service throttles, a moment otherwise', () => {
    assert.equal(leastWaitMillis(failureOf('throttled')), 1_000);
    for (const kind of KINDS.filter((one) => one !== 'throttled')) {
      assert.equal(leastWaitMillis(failureOf(kind)), 200, kind);
    }
  });

  it('leaves what the service asks for, but at most 2 minutes', () => {
    assert.equal(leastWaitMillis(failureOf('unavailable', 'PutLogEvents', 7_000)), 7_000);
    assert.equal(leastWaitMillis(failureOf('throttled', 'PutLogEvents', 500)), 1_000);
    assert.equal(leastWaitMillis(failureOf('unavailable', 'PutLogEvents', 9e9)), 120_000);
  });
});
