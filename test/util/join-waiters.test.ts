import assert from 'node:assert/strict';
import { joinWaiters } from '../../src/util/join-waiters.js';
import { isSettled } from '../helpers/is-settled.js';

function setUp() {
  const waiters = new Set<() => void>();
  return { waiters, join: (signal?: AbortSignal) => joinWaiters(waiters, (resolve) => resolve, signal) };
}

describe('join-waiters', () => {
  it('waits until it is resolved', async () => {
    const { waiters, join } = setUp();
    const joined = join();
    assert.equal(await isSettled(joined), false);

    for (const resolve of waiters) resolve();

    await joined;
  });

  it('is removed at the signal, and never resolves', async () => {
    const { waiters, join } = setUp();
    const [signaled, other] = [new AbortController(), new AbortController()];
    const joined = join(signaled.signal);
    void join(other.signal);

    signaled.abort();

    assert.equal(waiters.size, 1);
    assert.equal(await isSettled(joined), false);
  });

  it('is not added after the signal', async () => {
    const { waiters, join } = setUp();

    assert.equal(await isSettled(join(AbortSignal.abort())), false);

    assert.equal(waiters.size, 0);
  });
});
