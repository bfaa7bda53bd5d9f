import assert from 'node:assert/strict';
import { wholeOf } from '../../src/events/runs.js';
import { shutdownLeft, shutdownLost } from '../../src/telemetry/shutdown-report.js';
import { bareBlock, destination } from '../helpers/events.js';

const oneEvent = wholeOf(bareBlock([1]));

describe('The report of a shutdown', () => {
  it('says what was lost, of which stream, and what to do', () => {
    const message = shutdownLost([[destination('web', '/shop'), [oneEvent]]], 500);

    assert.equal(
      message,
      'Shutdown lost 1 event that had no answer within 500 ms (flushTimeoutMillis): 1 for "/shop" "web". What was in the way has been said before; where nothing was, check the region, the endpoint and the network, or raise flushTimeoutMillis.',
    );
  });

  it('says what stays on the disk, and names ten streams', () => {
    const message = shutdownLeft(
      Array.from({ length: 12 }, (_, index) => [destination(`s${index}`), 2]),
      500,
    );

    assert.match(message, /^Shutdown left 24 events that /);
    assert.match(message, /2 for "g" "s9", and 2 more streams\. They stay on the disk/);
  });
});
