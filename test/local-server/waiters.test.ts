import assert from 'node:assert/strict';
import { type SinonFakeTimers, useFakeTimers } from 'sinon';
import { createWaiters, type Waiters } from '../../src/local-server/waiters.js';
import { isSettled } from '../helpers/is-settled.js';

describe('waiters', () => {
  let timers: SinonFakeTimers;
  let arrived: number;
  let waiters: Waiters;
  beforeEach(() => {
    timers = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    arrived = 0;
    waiters = createWaiters(
      () => arrived,
      () => `${arrived} so far`,
    );
  });
  afterEach(() => timers.restore());

  /** As the store does when it has stored events. */
  function arrive(count: number): void {
    arrived += count;
    waiters.notify();
  }

  it('end at once when the events are there, without a timer', async () => {
    arrived = 2;
    await waiters.waitFor(0, 0);
    await waiters.waitFor(2, 0);
    assert.equal(timers.countTimers(), 0);
  });

  it('end each with its own count, in one step or in several', async () => {
    const [two, three, five] = [2, 3, 5].map((count) => waiters.waitFor(count, 1_000));
    assert.ok(two !== undefined && three !== undefined && five !== undefined);
    arrive(1);
    assert.equal(await isSettled(two), false);
    arrive(2);
    await Promise.all([two, three]);
    assert.equal(await isSettled(five), false);
    arrive(9);
    await five;
  });

  it('leave no timer behind when the events come', async () => {
    const waiting = waiters.waitFor(1, 1_000);
    assert.equal(timers.countTimers(), 1);
    arrive(1);
    await waiting;
    assert.equal(timers.countTimers(), 0);
  });

  it('give up after their time, and say what had arrived by then', async () => {
    const waiting = waiters.waitFor(3, 1_000);
    arrive(1);
    timers.tick(999);
    assert.equal(await isSettled(waiting), false);
    arrive(1);
    timers.tick(1);
    await assert.rejects(waiting, { message: 'Expected 3 events within 1000 ms, got 2 so far' });
  });

  it('give up one by one', async () => {
    const short = assert.rejects(waiters.waitFor(1, 10), { message: /within 10 ms/ });
    const long = waiters.waitFor(1, 20);
    timers.tick(10);
    await short;
    arrive(1);
    await long;
  });

  it('end all when the server closes, without waiting for their time', async () => {
    const ended = [1, 2].map((count) =>
      assert.rejects(waiters.waitFor(count, 1_000), {
        message: `Expected ${count} events before the server closed, got 0 so far`,
      }),
    );
    waiters.close();
    await Promise.all(ended);
    assert.equal(timers.countTimers(), 0);
  });

  it('end at once after the server has closed', async () => {
    waiters.close();
    await assert.rejects(waiters.waitFor(1, 1_000), { message: /before the server closed/ });
    assert.equal(timers.countTimers(), 0);
  });

  it('may wait without a limit', async () => {
    const waiting = waiters.waitFor(1, Infinity);
    timers.tick(60_000);
    assert.equal(await isSettled(waiting), false);
    arrive(1);
    await waiting;
  });

  it('do not count what was deleted in the meantime', async () => {
    const waiting = waiters.waitFor(2, 1_000);
    arrive(1);
    arrived = 0;
    arrive(1);
    assert.equal(await isSettled(waiting), false);
    arrive(1);
    await waiting;
  });
});
