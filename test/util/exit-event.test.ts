import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import * as sinon from 'sinon';
import { onExit, onUncaughtException, runExitWork, whenAlive } from '../../src/util/exit-event.js';
import { drainMicrotasks } from '../helpers/drain-microtasks.js';
import { until } from '../helpers/until.js';

function setUp() {
  const events = new EventEmitter();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as much of it as is used
  const process = events as unknown as Pick<NodeJS.Process, 'on'>;
  return { events, process, register: (begin: () => (() => void) | undefined) => onExit({ begin }, process) };
}

describe('exit-event: onExit', () => {
  it('starts all the work before it waits for any of it', () => {
    const { events, register } = setUp();
    const [begin1, begin2, wait1, wait2] = [sinon.stub(), sinon.stub(), sinon.spy(), sinon.spy()];
    register(begin1.returns(wait1));
    register(begin2.returns(wait2));

    events.emit('exit', 0);

    sinon.assert.callOrder(begin1, begin2, wait1, wait2);
  });

  it('listens once for all, and not before there is work', () => {
    const { events, register } = setUp();
    assert.equal(events.listenerCount('exit'), 0);

    register(() => undefined);
    register(() => undefined);

    assert.equal(events.listenerCount('exit'), 1);
  });

  it('does not run cancelled work', () => {
    const { events, register } = setUp();
    const begin = sinon.stub();
    register(begin)();

    events.emit('exit', 0);

    sinon.assert.notCalled(begin);
  });

  it('does the work too where a listener of the application throws during the end, and not before', () => {
    const { events, process, register } = setUp();
    const begin = sinon.stub();
    register(begin);

    events.emit('uncaughtExceptionMonitor', new Error('uncaught'), 'uncaughtException');
    sinon.assert.notCalled(begin);
    Reflect.set(process, '_exiting', true);
    events.emit('uncaughtExceptionMonitor', new Error('of a listener'), 'uncaughtException');

    sinon.assert.calledOnce(begin);
  });

  it('throws nothing at the end of the process, and continues with the other work', () => {
    const { events, register } = setUp();
    const wait = sinon.spy();
    register(() => {
      throw new Error('begin');
    });
    register(() => () => {
      throw new Error('wait');
    });
    register(() => wait);

    events.emit('exit', 0);

    sinon.assert.calledOnce(wait);
  });
});

describe('exit-event: runExitWork', () => {
  it('runs the work where no event comes, and nothing where there is no work', () => {
    const { process, register } = setUp();
    runExitWork(process);
    const [begin, wait] = [sinon.stub(), sinon.spy()];
    register(begin.returns(wait));

    runExitWork(process);

    sinon.assert.callOrder(begin, wait);
  });
});

describe('exit-event: onUncaughtException', () => {
  it('calls all who want it by one listener, whatever one of them throws, until they cancel', () => {
    const { events, process } = setUp();
    const [cancelled, throwing, called] = [
      sinon.spy(),
      sinon.stub().throws(new Error('callback')),
      sinon.spy(),
    ];
    onUncaughtException(cancelled, process)();
    onUncaughtException(throwing, process);
    onUncaughtException(called, process);

    events.emit('uncaughtExceptionMonitor', new Error('uncaught'), 'uncaughtException');

    assert.equal(events.listenerCount('uncaughtExceptionMonitor'), 1);
    assert.equal(events.listenerCount('uncaughtException'), 0);
    sinon.assert.notCalled(cancelled);
    sinon.assert.calledOnce(throwing);
    sinon.assert.calledOnce(called);
  });
});

describe('exit-event: whenAlive', () => {
  it('calls back with the next turn of the event loop, and not before', async () => {
    const callback = sinon.spy();
    whenAlive(callback);

    await drainMicrotasks();
    sinon.assert.notCalled(callback);
    await until(() => callback.called);

    sinon.assert.calledOnce(callback);
  });
});
