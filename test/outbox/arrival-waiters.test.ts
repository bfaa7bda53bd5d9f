import assert from 'node:assert/strict';
import { createArrivalWaiters } from '../../src/outbox/arrival-waiters.js';
import { isSettled } from '../helpers/is-settled.js';

function setUp() {
  const outbox = { oldest: 0, reads: 0 };
  const waiters = createArrivalWaiters(() => {
    outbox.reads++;
    return outbox.oldest;
  });
  return { outbox, waiters };
}

describe('arrival-waiters', () => {
  it('resolves each wait once all events up to its arrival are acknowledged', async () => {
    const { outbox, waiters } = setUp();
    const [early, late] = [waiters.wait(5), waiters.wait(9)];

    outbox.oldest = 5;
    waiters.wake();
    assert.equal(await isSettled(early), false);
    outbox.oldest = 6;
    waiters.wake();
    assert.deepEqual([await isSettled(early), await isSettled(late)], [true, false]);
    outbox.oldest = Infinity;
    waiters.wake();

    assert.equal(await isSettled(late), true);
  });

  it('searches for the oldest event only while something waits', async () => {
    const { outbox, waiters } = setUp();
    waiters.wake();
    assert.equal(outbox.reads, 0);
    const waiting = waiters.wait(1);
    outbox.oldest = 2;

    waiters.wake();
    waiters.wake();

    await waiting;
    assert.equal(outbox.reads, 1);
  });

  it('resolves no wait after its signal', async () => {
    const { outbox, waiters } = setUp();
    const controller = new AbortController();
    const waiting = waiters.wait(1, controller.signal);
    controller.abort();
    const late = waiters.wait(1, controller.signal);
    outbox.oldest = 2;

    waiters.wake();

    assert.deepEqual([await isSettled(waiting), await isSettled(late)], [false, false]);
    assert.equal(outbox.reads, 0);
  });
});
