import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import { systemClock } from '../../src/util/clock.js';

describe('clock: systemClock', () => {
  afterEach(() => sinon.restore());

  it('works with timers that are numbers, as in a simulated browser', () => {
    const clear = sinon.stub(globalThis, 'clearTimeout');
    sinon.stub(globalThis, 'setTimeout').callsFake((() => 7) as unknown as typeof setTimeout);

    systemClock.schedule(() => undefined, 1)();

    sinon.assert.calledOnceWithExactly(clear, 7);
  });

  it('turns without a global setImmediate, as in a simulated browser', async () => {
    sinon.stub(globalThis, 'setImmediate').value(undefined);

    await systemClock.turn();
  });

  it('turns while a test of the application has fake timers', async () => {
    const fake = sinon.useFakeTimers();
    try {
      await systemClock.turn();
    } finally {
      fake.restore();
    }
  });

  it('measures elapsed time without the time of day, which may jump', () => {
    const before = systemClock.elapsed();
    sinon.stub(Date, 'now').returns(Date.now() + 86_400_000);

    const passed = systemClock.elapsed() - before;

    assert.ok(passed >= 0 && passed < 3_600_000, String(passed));
  });
});
