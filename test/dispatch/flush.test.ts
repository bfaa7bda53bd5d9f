import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import { createFlush } from '../../src/dispatch/flush.js';
import { createFakeClock, type FakeClock } from '../helpers/fake-clock.js';
import { isSettled } from '../helpers/is-settled.js';

const SETTINGS = { flushTimeoutMillis: 5_000 };

function never(): Promise<void> {
  return new Promise(() => undefined);
}

/** Whether a flush that begins now and gets no answer ends with its own timeout, and not before. */
async function waitsFullTime(clock: FakeClock, flush: () => Promise<void>): Promise<boolean> {
  const flushed = flush();
  await clock.advance(SETTINGS.flushTimeoutMillis - 1);
  const isEarly = await isSettled(flushed);
  await clock.advance(1);
  return !isEarly && (await isSettled(flushed));
}

describe('flush', () => {
  it('retries waiting streams and resolves as soon as everything has an answer', async () => {
    const clock = createFakeClock();
    const retryNow = sinon.spy();
    const flush = createFlush(
      { clock, retryNow, failOldCalls: () => undefined, drained: () => Promise.resolve(), answers: () => 0 },
      SETTINGS,
    );
    await flush();
    sinon.assert.calledOnce(retryNow);
    assert.deepEqual(clock.waits(), [], 'its timer is gone');
  });

  it('ends with its timeout, keeps the process alive until then, and signals the end of the wait', async () => {
    const clock = createFakeClock();
    let timeUp: AbortSignal | undefined;
    const drained = (signal: AbortSignal): Promise<void> => {
      timeUp = signal;
      return never();
    };
    const flush = createFlush(
      { clock, retryNow: () => undefined, failOldCalls: () => undefined, drained, answers: () => 0 },
      SETTINGS,
    );
    const flushed = flush();
    assert.equal(clock.keepingAlive, 1);
    await clock.advance(4_999);
    assert.equal(await isSettled(flushed), false);
    await clock.advance(1);
    assert.equal(await isSettled(flushed), true);
    assert.equal(timeUp?.aborted, true);
  });

  it('waits only a moment right after one that timed out without an answer', async () => {
    const clock = createFakeClock();
    const retryNow = sinon.spy();
    const flush = createFlush(
      { clock, retryNow, failOldCalls: () => undefined, drained: never, answers: () => 7 },
      SETTINGS,
    );
    const first = flush();
    await clock.advance(5_000);
    await first;
    for (let again = 0; again < 4; again++) {
      const next = flush();
      await clock.advance(499);
      assert.equal(await isSettled(next), false, 'a service that is back has that long to answer');
      await clock.advance(1);
      assert.equal(await isSettled(next), true);
    }
    assert.equal(retryNow.callCount, 5, 'each tries at once what waits');
  });

  it('waits its full time again later', async () => {
    const clock = createFakeClock();
    const flush = createFlush(
      { clock, retryNow: () => undefined, failOldCalls: () => undefined, drained: never, answers: () => 0 },
      SETTINGS,
    );
    const first = flush();
    await clock.advance(5_000);
    await first;
    await clock.advance(500);
    assert.equal(await waitsFullTime(clock, flush), true);
  });

  it('waits its full time again when the service has answered meanwhile', async () => {
    const clock = createFakeClock();
    let answers = 0;
    const flush = createFlush(
      {
        clock,
        retryNow: () => undefined,
        failOldCalls: () => undefined,
        drained: never,
        answers: () => answers,
      },
      SETTINGS,
    );
    const first = flush();
    await clock.advance(5_000);
    await first;
    answers++;
    assert.equal(await waitsFullTime(clock, flush), true);
  });

  it('waits its full time after one that timed out with an answer', async () => {
    const clock = createFakeClock();
    let answers = 0;
    const flush = createFlush(
      {
        clock,
        retryNow: () => undefined,
        failOldCalls: () => undefined,
        drained: never,
        answers: () => answers,
      },
      SETTINGS,
    );
    const first = flush();
    answers++;
    await clock.advance(5_000);
    await first;
    assert.equal(await waitsFullTime(clock, flush), true);
  });

  it('waits its full time right after one that ended in time', async () => {
    const clock = createFakeClock();
    let isAnswering = true;
    const flush = createFlush(
      {
        clock,
        retryNow: () => undefined,
        failOldCalls: () => undefined,
        drained: () => (isAnswering ? Promise.resolve() : never()),
        answers: () => 0,
      },
      SETTINGS,
    );
    await flush();
    isAnswering = false;
    assert.equal(await waitsFullTime(clock, flush), true);
  });

  it('repeats calls once that are nearly as old as half of its time, if that is a second or more', async () => {
    for (const [flushTimeoutMillis, halves] of [
      [5_000, [2_000]],
      [2_000, [800]],
      [1_999, []],
    ] as const) {
      const clock = createFakeClock();
      const failed: number[] = [];
      const failOldCalls = (millis: number): void => void failed.push(millis);
      const flush = createFlush(
        { clock, retryNow: () => undefined, failOldCalls, drained: never, answers: () => 0 },
        { flushTimeoutMillis },
      );
      const flushed = flush();
      await clock.advance(flushTimeoutMillis / 2 - 1);
      assert.deepEqual(failed, []);
      await clock.advance(flushTimeoutMillis);
      await flushed;
      assert.deepEqual(failed, halves);
      assert.deepEqual(clock.waits(), []);
    }
  });

  it('leaves calls alone once everything has an answer', async () => {
    const clock = createFakeClock();
    const failOldCalls = sinon.spy();
    await createFlush(
      { clock, retryNow: () => undefined, failOldCalls, drained: () => Promise.resolve(), answers: () => 0 },
      SETTINGS,
    )();
    await clock.advance(10_000);
    sinon.assert.notCalled(failOldCalls);
  });

  it('never rejects', async () => {
    const clock = createFakeClock();
    const parts = {
      clock,
      retryNow: () => undefined,
      failOldCalls: () => undefined,
      drained: () => Promise.reject(new Error('a bug')),
      answers: () => 0,
    };
    await createFlush(parts, SETTINGS)();
  });
});
