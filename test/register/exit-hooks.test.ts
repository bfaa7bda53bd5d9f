import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { assert as calls, type SinonFakeTimers, stub, useFakeTimers } from 'sinon';
import { countSignalExit, installExitHooks, type SignalListener } from '../../src/register/exit-hooks.js';
import { withResolvers } from '../helpers/with-resolvers.js';

const MAX_MILLIS = 20;

interface Surroundings {
  readonly pid?: number;
  readonly listenersOfSdks?: readonly SignalListener[];
  readonly countWaiting?: () => number;
}

function setUp({ pid = 42, listenersOfSdks = [], countWaiting = () => 0 }: Surroundings = {}) {
  const events = new EventEmitter();
  const kill = stub();
  const ending = Object.assign(events, { pid, kill });
  const service = { flush: stub().resolves(), shutdown: stub().resolves() };
  for (const listener of listenersOfSdks) events.on('SIGTERM', listener);
  installExitHooks(service, ending, {
    handleSignals: true,
    maxMillis: MAX_MILLIS,
    listenersOfSdks,
    countWaiting,
  });
  return { events, kill, service };
}

/** A global object with the emitter of signal-exit 4. */
const emitter = (count: unknown): object => ({ [Symbol.for('signal-exit emitter')]: { count } });

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

  it('does not wait for listeners that wait to be the only one', async () => {
    const { events, kill } = setUp({ countWaiting: () => 1 });
    const raised: unknown[] = [];
    events.on('SIGTERM', (signal) => {
      if (events.listeners('SIGTERM').length === 1) raised.push(signal);
    });
    kill.callsFake((_, signal) => events.emit(signal, signal));
    events.emit('SIGTERM', 'SIGTERM');
    await settle();
    assert.deepEqual(raised, ['SIGTERM']);
  });

  it('leaves the end to any additional listener', async () => {
    const { events, kill, service } = setUp({ countWaiting: () => 1 });
    for (const listener of [(): void => undefined, (): void => undefined]) events.on('SIGTERM', listener);
    events.emit('SIGTERM', 'SIGTERM');
    await settle();
    calls.called(service.flush);
    calls.notCalled(kill);
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

  it('flushes first while others clean up, and shuts down when Node emits the event again', async () => {
    const { events, service } = setUp();
    events.on('beforeExit', () => undefined);
    events.emit('beforeExit');
    await settle();
    calls.calledOnce(service.flush);
    calls.notCalled(service.shutdown);
    events.emit('beforeExit');
    await settle();
    calls.calledOnce(service.flush);
    calls.calledOnce(service.shutdown);
  });

  it('counts the listeners of signal-exit in both of its versions', () => {
    assert.equal(countSignalExit({}, {}), 0);
    assert.equal(countSignalExit(emitter(2), {}), 2);
    assert.equal(countSignalExit(emitter(2), { __signal_exit_emitter__: { count: 1 } }), 3);
    assert.equal(countSignalExit(emitter('2'), { __signal_exit_emitter__: 7 }), 0);
  });
});
