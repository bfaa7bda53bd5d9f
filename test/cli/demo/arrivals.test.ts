import assert from 'node:assert/strict';
import { createArrivals } from '../../../src/cli/demo/arrivals.js';

const STREAM = { logGroupName: '/g', logStreamName: 's' };

describe('arrivals', () => {
  it('count each record once and no loss notice, so that a loss shows', () => {
    const arrivals = createArrivals();
    const messages = [{ seq: 1 }, { seq: 2 }, { seq: 1 }, { 'loss.count': 3 }].map((attributes) => ({
      timestamp: 1,
      message: JSON.stringify({ attributes }),
    }));
    arrivals.observer.stored(STREAM, messages);
    assert.equal(
      arrivals.bytes,
      messages.reduce((sum, { message }) => sum + message.length + 26, 0),
    );
    assert.deepEqual([arrivals.count, arrivals.copies, arrivals.first.length], [2, 1, 3]);
  });
});
