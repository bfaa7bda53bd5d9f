import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { assert as calls, type SinonFakeTimers, type SinonStub, stub, useFakeTimers } from 'sinon';
import { installExitHooks, type SignalListener } from '../../src/register/exit-hooks.js';
import { withResolvers } from '../../src/util/with-resolvers.js';

const MAX_MILLIS = 20;

interface Surroundings {
  readonly pid?: number;
  readonly listenersOfSdks?: readonly SignalListener[];
  /** Listeners of signal-exit. */
  readonly waiting?: number;
}

/** Node listens for the exit while it loads a module. */
const whileLoading = (): void => undefined;

function setUp({ pid = 42, listenersOfSdks = [], waiting = 0 }: Surroundings = {}) {
  const events = new EventEmitter();
  // That of the delivery at the end stays.
  events.on('exit', () => undefined).on('exit', whileLoading);
  const kill = stub();
  const ending = Object.assign(events, { pid, kill });
  const service = { flush: stub().resolves(), shutdown: stub().resolves() };
  const signalExit = { count: () => waiting, afterCallbacks: stub() };
  const deliverNow = stub();
  for (const listener of listenersOfSdks) events.on('SIGTERM', listener);
  installExitHooks(service, ending, {
    handleSignals: true,
    maxMillis: MAX_MILLIS,
    listenersOfSdks,
    signalExit,
    deliverNow,
  });
  events.removeListener('exit', whileLoading);
  return { events, kill, service, signalExit, deliverNow };
}

/** Adds a listener as signal-exit has it, and raises signals as a process does. */
function callBackWhenAlone(events: EventEmitter, kill: SinonStub, callBack: () => void): void {
  events.on('SIGTERM', () => {
    if (events.listenerCount('SIGTERM') === 1) callBack();
  });
  kill.callsFake((_, signal) => events.emit(signal, signal));
}

describe('exit-hooks', () => {
  let clock: SinonFakeTimers;
  /** Runs everything requested so far. */
  const settle = (): Promise<unknown> => clock.tickAsync(1);
  beforeEach(() => {
    clock = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate'] });
  });
  afterEach(() => clock.restore());

  it('shuts down on a signal, removes itself afterwards, and then raises the signal again', async () => {
    const { events, kill, service } = setUp();
    const { promise, resolve } = withResolvers();
    service.shutdown.returns(promise);
    events.emit('SIGTERM', 'SIGTERM');
    assert.equal(events.listenerCount('SIGTERM'), 1);
    await settle();
    calls.notCalled(kill);
    kill.callsFake(() => assert.equal(events.listenerCount('SIGTERM'), 0));
    resolve();
    await settle();
    calls.calledOnceWithExactly(kill, 42, 'SIGTERM');
    for (const name of ['SIGINT', 'beforeExit']) assert.equal(events.listenerCount(name), 0);
  });

  it('continues its work when more signals come, and raises the first', async () => {
    const { events, kill, service } = setUp();
    const { promise, resolve } = withResolvers();
    service.shutdown.returns(promise);
    for (const signal of ['SIGINT', 'SIGINT', 'SIGTERM']) events.emit(signal, signal);
    resolve();
    await settle();
    calls.calledOnce(service.shutdown);
    calls.calledOnceWithExactly(kill, 42, 'SIGINT');
  });

  it('lets signal-exit be the only listener, and delivers what its callbacks log', async () => {
    const { events, kill, service, signalExit, deliverNow } = setUp({ waiting: 1 });
    const callback = stub();
    callBackWhenAlone(events, kill, () => {
      callback();
      signalExit.afterCallbacks.callArg(0);
    });
    events.emit('SIGTERM', 'SIGTERM');
    calls.calledOnce(service.flush);
    await settle();
    calls.callOrder(callback, deliverNow);
    // After a shutdown nothing that is logged would be accepted.
    calls.notCalled(service.shutdown);
  });

  it('listens again if a callback of signal-exit keeps the process alive', async () => {
    const { events, kill, service, signalExit } = setUp({ waiting: 1 });
    const callback = stub();
    callBackWhenAlone(events, kill, () => {
      // Both versions call back.
      for (let version = 3; version <= 4; version++) signalExit.afterCallbacks.callArg(0);
      events.removeAllListeners('SIGTERM');
      signalExit.count = () => 0;
      kill.callsFake(callback);
    });
    events.emit('SIGTERM', 'SIGTERM');
    await settle();
    await settle();
    calls.notCalled(callback);
    for (const name of ['SIGTERM', 'SIGINT', 'beforeExit']) assert.equal(events.listenerCount(name), 1);
    events.emit('SIGTERM', 'SIGTERM');
    await settle();
    calls.callOrder(service.shutdown, callback);
    calls.calledOnce(service.shutdown);
  });

  it('flushes after the callbacks of signal-exit in the first process of a container, which lives on', async () => {
    const { events, kill, service, signalExit, deliverNow } = setUp({ pid: 1, waiting: 1 });
    callBackWhenAlone(events, kill, () => signalExit.afterCallbacks.callArg(0));
    events.emit('SIGTERM', 'SIGTERM');
    await settle();
    calls.calledOnceWithExactly(kill, 1, 'SIGTERM');
    calls.calledTwice(service.flush);
    calls.notCalled(deliverNow);
    calls.notCalled(service.shutdown);
  });

  it('leaves the end to any listener beside signal-exit', async () => {
    const { events, kill, service, signalExit } = setUp({ waiting: 1 });
    for (const listener of [(): void => undefined, (): void => undefined]) events.on('SIGTERM', listener);
    events.emit('SIGTERM', 'SIGTERM');
    await settle();
    calls.called(service.flush);
    calls.notCalled(kill);
    calls.notCalled(signalExit.afterCallbacks);
  });

  it('raises the signal if the work does not end', async () => {
    const { events, kill, service } = setUp();
    service.shutdown.returns(new Promise(() => undefined));
    events.emit('SIGINT', 'SIGINT');
    await clock.tickAsync(MAX_MILLIS - 1);
    calls.notCalled(kill);
    await clock.tickAsync(1);
    calls.calledOnceWithExactly(kill, 42, 'SIGINT');
  });

  it('only flushes if another listener exists, also a once-listener, before and after it', async () => {
    const { events, kill, service } = setUp();
    const listener = stub();
    events.once('SIGTERM', listener);
    events.emit('SIGTERM', 'SIGTERM');
    await settle();
    // Records that were logged before their listeners, and within them.
    calls.callOrder(service.flush, listener, service.flush);
    calls.calledTwice(service.flush);
    calls.notCalled(service.shutdown);
    calls.notCalled(kill);
  });

  it('only flushes as the first process of a container, which a signal does not end', async () => {
    const { events, kill, service } = setUp({ pid: 1 });
    events.emit('SIGTERM', 'SIGTERM');
    await settle();
    calls.called(service.flush);
    calls.notCalled(kill);
    assert.equal(events.listenerCount('SIGTERM'), 1);
  });

  it('lets the listener of an SDK run, and removes it before the signal is raised', async () => {
    const ofSdk = stub();
    const { events, kill, service } = setUp({ listenersOfSdks: [ofSdk] });
    events.emit('SIGTERM', 'SIGTERM');
    calls.calledOnce(ofSdk);
    kill.callsFake(() => assert.equal(events.listenerCount('SIGTERM'), 0));
    await settle();
    calls.calledOnce(service.shutdown);
    calls.calledOnceWithExactly(kill, 42, 'SIGTERM');
  });

  it('shuts down when the process ends on its own', async () => {
    const { events, service } = setUp();
    events.emit('beforeExit');
    for (const name of ['SIGTERM', 'SIGINT', 'beforeExit']) assert.equal(events.listenerCount(name), 0);
    await settle();
    calls.calledOnce(service.shutdown);
  });

  it('only flushes when the process ends on its own and the application may log at its exit', async () => {
    for (const [waiting, listens] of [
      [0, true],
      [1, false],
    ] as const) {
      const { events, service } = setUp({ waiting });
      if (listens) events.on('exit', () => undefined);
      events.emit('beforeExit');
      await settle();
      calls.calledOnce(service.flush);
      calls.notCalled(service.shutdown);
    }
  });

  it('flushes first while others clean up, and shuts down when Node emits the event again', async () => {
    const { events, service } = setUp();
    events.once('beforeExit', () => undefined);
    events.emit('beforeExit');
    await settle();
    calls.calledOnce(service.flush);
    calls.notCalled(service.shutdown);
    events.emit('beforeExit');
    await settle();
    calls.calledOnce(service.flush);
    calls.calledOnce(service.shutdown);
  });

  it('only flushes, and lets the process end, while others may clean up again', async () => {
    const { events, service } = setUp();
    events.on('beforeExit', () => undefined);
    for (let more = 0; more < 3; more++) {
      events.emit('beforeExit');
      await settle();
    }
    calls.calledTwice(service.flush);
    calls.notCalled(service.shutdown);
  });
});
