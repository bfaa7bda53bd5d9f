import * as sinon from 'sinon';
import type { ExitWork } from '../../src/exit/exit-event.js';
import { followHeldRecords } from '../../src/exit/held-records.js';

function setUp() {
  const spies = { sendHeld: sinon.spy(), leaveOutHeld: sinon.spy(), tell: sinon.spy(), stop: sinon.spy() };
  const onExit = sinon.stub<[ExitWork], () => void>().returns(spies.stop);
  const onUncaughtException = sinon.stub<[() => void], () => void>().returns(spies.stop);
  const stop = followHeldRecords({
    intake: { sendHeld: spies.sendHeld, leaveOutHeld: spies.leaveOutHeld },
    notSent: { tell: spies.tell },
    onExit,
    onUncaughtException,
  });
  return {
    ...spies,
    stopFollowing: stop,
    throwUncaught: () => onUncaughtException.firstCall.args[0](),
    exit: () => onExit.firstCall.args[0].begin(),
  };
}

describe('followHeldRecords', () => {
  it('sends by an uncaught exception what is held, and leaves out nothing', () => {
    const { throwUncaught, sendHeld, leaveOutHeld } = setUp();
    throwUncaught();
    sinon.assert.calledOnce(sendHeld);
    sinon.assert.notCalled(leaveOutHeld);
  });

  it('counts at the end of the process what is held, and then says the number', () => {
    const { exit, sendHeld, leaveOutHeld, tell } = setUp();
    exit();
    sinon.assert.notCalled(sendHeld);
    sinon.assert.callOrder(leaveOutHeld, tell);
  });

  it('stops following both', () => {
    const { stopFollowing, stop } = setUp();
    stopFollowing();
    sinon.assert.calledTwice(stop);
  });
});
