import assert from 'node:assert/strict';
import * as limits from '../../src/events/limits.js';

describe('limits', () => {
  it('are those that AWS documents for PutLogEvents', () => {
    assert.deepEqual(
      { ...limits },
      {
        EVENT_OVERHEAD_BYTES: 26,
        MAX_AGE_MILLIS: 1_209_600_000,
        MAX_AHEAD_MILLIS: 7_200_000,
        MAX_BATCH_BYTES: 1_048_576,
        MAX_BATCH_COUNT: 10_000,
        MAX_BATCH_SPAN_MILLIS: 86_400_000,
        MAX_EVENT_BYTES: 1_048_576,
      },
    );
  });
});
