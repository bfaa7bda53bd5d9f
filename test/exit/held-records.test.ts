import * as sinon from 'sinon';
import type { ExitWork } from '../../src/util/exit-event.js';
import { followHeldRecords } from '../../src/exit/held-records.js';

function setUp() {
  const spies = {
    commitNow: sinon.spy(),
    sendHeld: sinon.spy(),
    leaveOutHeld: sinon.spy(),
    tell: sinon.spy(),
    stop: sinon.spy(),
  };
  const whenAlive = sinon.stub<[() => void], void>();
  const onExit = sinon.stub<[ExitWork], () => void>().returns(spies.stop);
  const onUncaughtException = sinon.stub<[() => void], () => void>().returns(spies.stop);
  const stop = followHeldRecords({
    ingest: spies,
    notSent: { tell: spies.tell },
    onExit,
    onUncaughtException,
    whenAlive,
  });
  return {
    ...spies,
    stopFollowing: stop,
    throwUncaught: () => onUncaughtException.firstCall.args[0](),
    live: () => whenAlive.firstCall.args[0](),
    exit: () => onExit.firstCall.args[0].begin(),
  };
}

describe('held-records: followHeldRecords', () => {
  it('sends by an uncaught exception what is held, and leaves out nothing', () => {
    const { throwUncaught, sendHeld, leaveOutHeld } = setUp();
    throwUncaught();
    sinon.assert.calledOnce(sendHeld);
    sinon.assert.notCalled(leaveOutHeld);
  });

  it('counts at the end of the process what is held, and then says the number', () => {
    const { exit, commitNow, sendHeld, leaveOutHeld, tell } = setUp();
    exit();
    sinon.assert.notCalled(sendHeld);
    sinon.assert.callOrder(commitNow, leaveOutHeld, tell);
  });

  it('sends at the end by an exception what came to be held only then, and not after an exception that was survived', () => {
    const crashed = setUp();
    crashed.throwUncaught();
    crashed.exit();
    sinon.assert.callOrder(crashed.sendHeld, crashed.commitNow, crashed.sendHeld, crashed.leaveOutHeld);

    const survived = setUp();
    survived.throwUncaught();
    survived.live();
    survived.exit();
    sinon.assert.calledOnce(survived.sendHeld);
  });

  it('stops following both', () => {
    const { stopFollowing, stop } = setUp();
    stopFollowing();
    sinon.assert.calledTwice(stop);
  });
});
