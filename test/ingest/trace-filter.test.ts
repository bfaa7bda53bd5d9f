import assert from 'node:assert/strict';
import { isUnsampled } from '../../src/ingest/trace-filter.js';

const [traceId, spanId] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7'];

describe('trace-filter: isUnsampled', () => {
  it('is true below ERROR, in a trace without the flag', () => {
    assert.equal(isUnsampled({ traceId, spanId, traceFlags: 0 }, 16), true);
    assert.equal(isUnsampled({ traceId, spanId, traceFlags: 2 }, 1), true);
    assert.equal(isUnsampled({ traceId, spanId, traceFlags: 0 }, 17), false);
    assert.equal(isUnsampled({ traceId, spanId, traceFlags: 1 }, 9), false);
    assert.equal(isUnsampled({ traceId, spanId, traceFlags: 3 }, 9), false);
  });

  it('is false without a trace, or if the severity is not known', () => {
    assert.equal(isUnsampled(undefined, 9), false);
    assert.equal(isUnsampled({ traceId: '0'.repeat(32), spanId, traceFlags: 0 }, 9), false);
    assert.equal(isUnsampled({ traceId, spanId: '0'.repeat(16), traceFlags: 0 }, 9), false);
    assert.equal(isUnsampled({ traceId, spanId, traceFlags: 0 }, undefined), false);
  });
});
