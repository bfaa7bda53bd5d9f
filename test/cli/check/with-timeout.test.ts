import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { withTimeout } from '../../../src/cli/check/with-timeout.js';
import { createFakeClock } from '../../helpers/fake-clock.js';
import { isSettled } from '../../helpers/is-settled.js';
import { unhandledRejections } from '../../helpers/unhandled-rejections.js';
import { withResolvers } from '../../../src/util/with-resolvers.js';

const never = (): Promise<never> => new Promise(() => undefined);

describe('with-timeout', () => {
  it('gives the result of work that ends before the timeout, for any two times', async () => {
    const millis = fc.integer({ min: 1, max: 60_000 });
    await fc.assert(
      fc.asyncProperty(millis, millis, async (limit, length) => {
        const clock = createFakeClock();
        const work = (): Promise<string> =>
          new Promise((done) => void clock.schedule(() => done('done'), length));
        const outcome = withTimeout(clock, limit, work).catch((error: Error) => error.name);
        await clock.advance(Math.max(limit, length));
        assert.equal(await outcome, length < limit ? 'done' : 'TimeoutError');
        assert.deepEqual(clock.waits(), []);
      }),
      { numRuns: 30 },
    );
  });

  it('rejects at the timeout and not before, and says how long it waited', async () => {
    const clock = createFakeClock();
    const outcome = withTimeout(clock, 1_000, never);
    const rejection = assert.rejects(outcome, { name: 'TimeoutError', message: /1000 ms/ });
    await clock.advance(999);
    assert.equal(await isSettled(outcome), false);
    await clock.advance(1);
    await rejection;
  });

  it('aborts the work with the same error, and only at the timeout', async () => {
    const clock = createFakeClock();
    const { promise: given, resolve: give } = withResolvers<AbortSignal>();
    const outcome = withTimeout(clock, 1_000, (signal) => {
      give(signal);
      return never();
    }).catch((error: unknown) => error);
    const signal = await given;
    await clock.advance(999);
    assert.equal(signal.aborted, false);
    await clock.advance(1);
    assert.equal(signal.reason, await outcome);
  });

  it('rejects at once with the error of the work, and leaves no timer', async () => {
    const clock = createFakeClock();
    const error = new Error('no region');
    await assert.rejects(
      withTimeout(clock, 1_000, () => Promise.reject(error)),
      error,
    );
    await clock.settle();
    assert.deepEqual(clock.waits(), []);
  });

  it('keeps the process alive while it waits', async () => {
    const clock = createFakeClock();
    const { promise, resolve } = withResolvers<string>();
    const outcome = withTimeout(clock, 1_000, () => promise);
    assert.equal(clock.keepingAlive, 1);
    resolve('done');
    assert.equal(await outcome, 'done');
    await clock.settle();
    assert.equal(clock.keepingAlive, 0);
  });

  it('ignores an error of the work after the timeout', async () => {
    const clock = createFakeClock();
    const { promise, reject } = withResolvers<string>();
    const reasons = await unhandledRejections(async () => {
      const outcome = withTimeout(clock, 1_000, () => promise).catch((error: Error) => error.name);
      await clock.advance(1_000);
      reject(new Error('late'));
      assert.equal(await outcome, 'TimeoutError');
    });
    assert.deepEqual(reasons, []);
  });
});
