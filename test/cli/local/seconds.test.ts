import assert from 'node:assert/strict';
import { createSeconds } from '../../../src/cli/local/seconds.js';

const A = { logGroupName: '/g', logStreamName: 'a' };
const B = { logGroupName: '/g', logStreamName: 'b' };
const ERROR = [0, 1, 0, 0, 0, 0, 0];
const INFO = [0, 0, 0, 1, 0, 0, 0];
const BOTH = [0, 1, 0, 1, 0, 0, 0];

describe('seconds', () => {
  it('exist for all events, for a group, and for a stream', () => {
    const seconds = createSeconds();
    seconds.add(7, A, 'error');
    seconds.add(7, B, 'info');
    seconds.add(9, { logGroupName: '/other', logStreamName: 'a' }, 'info');
    assert.deepEqual(seconds.all(), [
      { second: 7, counts: BOTH },
      { second: 9, counts: INFO },
    ]);
    assert.deepEqual(seconds.of({ logGroupName: '/g' }), [{ second: 7, counts: BOTH }]);
    assert.deepEqual(seconds.of(A), [{ second: 7, counts: ERROR }]);
    assert.deepEqual(seconds.of({ logGroupName: '/none' }), []);
  });

  it('are kept for two minutes, and for a bounded number of streams in each second', () => {
    const seconds = createSeconds();
    for (let second = 0; second < 200; second++) seconds.add(second, A, 'info');
    assert.deepEqual([seconds.of(A).length, seconds.of(A)[0]?.second], [120, 80]);
    for (let stream = 0; stream < 2_000; stream++) {
      seconds.add(200, { logGroupName: '/g', logStreamName: `${stream}` }, 'info');
    }
    const streams = Array.from({ length: 2_000 }, (_, stream) =>
      seconds.of({ logGroupName: '/g', logStreamName: `${stream}` }),
    );
    assert.equal(streams.filter(({ length }) => length > 0).length, 998);
    assert.equal(seconds.all().at(-1)?.counts[3], 2_000);
  });
});
