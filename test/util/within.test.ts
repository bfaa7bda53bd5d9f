import assert from 'node:assert/strict';
import { type SinonFakeTimers, useFakeTimers } from 'sinon';
import { within } from '../../src/util/within.js';

describe('within', () => {
  let timers: SinonFakeTimers;
  beforeEach(() => void (timers = useFakeTimers()));
  afterEach(() => timers.restore());

  it('resolves with the work, whether it fails or not, and leaves no timer', async () => {
    await within(1_000, Promise.resolve());
    await within(1_000, Promise.reject(new Error('no')));
    assert.equal(timers.countTimers(), 0);
  });

  it('resolves after its timeout', async () => {
    let isOver = false;
    const waited = within(1_000, new Promise(() => {})).then(() => (isOver = true));
    await timers.tickAsync(999);
    assert.equal(isOver, false);
    await timers.tickAsync(1);
    await waited;
  });
});
