import assert from 'node:assert/strict';
import { createReceivedEvents } from '../../../src/cli/demo/received-events.js';

const STREAM = { logGroupName: '/g', logStreamName: 's' };

describe('received-events', () => {
  it('count each record once and no loss notice, so that a loss shows', () => {
    const received = createReceivedEvents();
    const messages = [{ seq: 1 }, { seq: 2 }, { seq: 1 }, { 'loss.count': 3 }].map((attributes) => ({
      timestamp: 1,
      message: JSON.stringify({ attributes }),
    }));
    received.observer.stored(STREAM, messages);
    assert.equal(
      received.bytes,
      messages.reduce((sum, { message }) => sum + message.length + 26, 0),
    );
    assert.deepEqual([received.count, received.copies, received.first.length], [2, 1, 3]);
  });
});
