import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import { createBoundedCalls, type Call } from '../../src/deliver/bounded-calls.js';
import { createFakeClock } from '../helpers/fake-clock.js';

const never = (): Promise<never> => new Promise(() => undefined);

const failing = (error: unknown) => (call: Call) => {
  call.isReady = false;
  return Promise.reject(error);
};

function setUp() {
  const clock = createFakeClock();
  return { clock, calls: createBoundedCalls(clock, 1_000) };
}

describe('bounded-calls', () => {
  it('return the result of the work, and leave no timer', async () => {
    const { clock, calls } = setUp();

    assert.equal(await calls.run(() => Promise.resolve(7)), 7);
    await assert.rejects(
      calls.run(() => Promise.reject(new Error('no'))),
      { message: 'no' },
    );
    await clock.settle();
    assert.deepEqual(clock.waits(), []);
  });

  it('time out and abort', async () => {
    const { clock, calls } = setUp();
    let signal: AbortSignal | undefined;
    const ended = assert.rejects(
      calls.run((call) => {
        ({ signal } = call);
        return never();
      }),
      { name: 'TimeoutError', message: /1000 ms \(requestTimeoutMillis\)/ },
    );

    await clock.advance(1_000);

    await ended;
    assert.equal(signal?.aborted, true);
  });

  it('name the credentials that were not found in time, and mark the error', async () => {
    const { clock, calls } = setUp();
    const ended = assert.rejects(
      calls.run((call) => {
        call.isReady = false;
        return never();
      }),
      { message: 'no credentials within 1000 ms (requestTimeoutMillis)', $beforeRequest: true },
    );

    await clock.advance(1_000);
    await ended;
  });

  it('mark an error before the request is ready, if the error can be marked', async () => {
    const { calls } = setUp();

    await assert.rejects(calls.run(failing(new Error('no'))), { $beforeRequest: true });
    for (const thrown of [Object.freeze(new Error('frozen')), 'text', undefined]) {
      const caught = sinon.spy();
      await calls.run(failing(thrown)).catch(caught);
      sinon.assert.calledOnceWithExactly(caught, thrown);
    }
    await assert.rejects(
      calls.run(() => Promise.reject(new Error('later'))),
      (error: Error) => !('$beforeRequest' in error),
    );
  });

  it('fail when they have had no answer for long, on a connection that may be an old one', async () => {
    const { clock, calls } = setUp();
    await calls.run(() => Promise.resolve());
    const old = assert.rejects(calls.run(never), {
      name: 'TimeoutError',
      message: /flush/,
    });
    await clock.advance(500);
    const young = sinon.spy();
    void calls.run(never).catch(young);

    calls.failOld(500);

    await old;
    await clock.settle();
    sinon.assert.notCalled(young);
  });

  it('do not fail early before the first answer: no connection is old then', async () => {
    const { clock, calls } = setUp();
    const failed = sinon.spy();
    void calls.run(never).catch(failed);
    await clock.advance(900);

    calls.failOld(500);
    await clock.settle();

    sinon.assert.notCalled(failed);
  });

  it('fail all together at the end', async () => {
    const { calls } = setUp();
    const ended = [calls.run(never), calls.run(never)].map((call) =>
      assert.rejects(call, { message: 'the end' }),
    );

    calls.failAll('the end');

    await Promise.all(ended);
  });
});
