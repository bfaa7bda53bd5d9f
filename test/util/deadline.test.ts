import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import * as sinon from 'sinon';
import type { Clock } from '../../src/util/clock.js';
import { scheduleDeadline } from '../../src/util/deadline.js';
import { createFakeClock } from '../helpers/fake-clock.js';

describe('deadline', () => {
  it('calls back when the time is over, for any time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 20_000 }), async (millis) => {
        const clock = createFakeClock();
        const over = sinon.spy();
        scheduleDeadline(clock, over, millis);
        await clock.advance(millis - 0.5);
        sinon.assert.notCalled(over);
        await clock.advance(0.5 + 1e-6);
        sinon.assert.calledOnce(over);
        assert.deepEqual(clock.waits(), []);
      }),
      { numRuns: 30 },
    );
  });

  it('does not call back after it is cancelled, at any time', async () => {
    for (const after of [0, 400, 999]) {
      const clock = createFakeClock();
      const cancel = scheduleDeadline(clock, () => assert.fail('cancelled'), 1_000);
      await clock.advance(after);
      cancel();
      await clock.advance(2_000);
      assert.deepEqual(clock.waits(), []);
    }
  });

  it('polls the sockets before it calls back', async () => {
    const clock = createFakeClock();
    const turning: Clock = { ...clock, turn: () => Promise.resolve(found()) };
    const found = scheduleDeadline(turning, () => assert.fail('the answer lay in the socket'), 1_000);

    await clock.advance(5_000);
  });

  it('loses one slice if the event loop stood still, or the clock jumped', async () => {
    const clock = createFakeClock();
    const over = sinon.spy();
    scheduleDeadline(clock, over, 8_000);
    await clock.advance(1_500);

    // All due timers then fire late, at once.
    clock.onLook = () => {
      clock.onLook = undefined;
      return 3_600_000;
    };
    clock.elapsed();
    await clock.advance(0);
    sinon.assert.notCalled(over);
    await clock.advance(5_900);
    sinon.assert.notCalled(over);
    await clock.advance(100);
    sinon.assert.calledOnce(over);
  });

  it('keeps the process alive only if asked to', () => {
    const clock = createFakeClock();
    scheduleDeadline(clock, () => undefined, 1_000);
    assert.equal(clock.keepingAlive, 0);
    scheduleDeadline(clock, () => undefined, 1_000, 'keep alive');
    assert.equal(clock.keepingAlive, 1);
  });
});
