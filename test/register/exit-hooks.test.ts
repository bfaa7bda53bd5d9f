import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { assert as calls, stub, useFakeTimers, type SinonFakeTimers } from 'sinon';
import { installExitHooks } from '../../src/register/exit-hooks.js';
import { withResolvers } from '../helpers/with-resolvers.js';

const MAX_MILLIS = 20;

function setUp(pid = 42) {
  const events = new EventEmitter();
  const kill = stub();
  const ending = Object.assign(events, { pid, kill });
  const service = { flush: stub().resolves(), shutdown: stub().resolves() };
  const remove = installExitHooks(service, ending, { handleSignals: true, maxMillis: MAX_MILLIS });
  return { events, kill, service, remove };
}

/** Its text is what tells it from others. */
function shutdownOf(work: () => Promise<void>): () => void {
  const shutdown: () => unknown = async () => {
    await work();
    return 'OpenTelemetry SDK terminated';
  };
  return shutdown;
}

/** Immediates that were set before have run, and what they settled has settled. */
const nextTurn = (): Promise<void> =>
  new Promise((resolve) => void setImmediate(() => setImmediate(resolve)));

describe('installExitHooks', () => {
  let clock: SinonFakeTimers;
  // Where a test does not let time pass, no work takes too long, however busy the machine is.
  beforeEach(() => (clock = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })));
  afterEach(() => clock.restore());

  it('shuts down on a signal, removes itself afterwards, and then raises the signal again', async () => {
    const { events, kill, service } = setUp();
    const { promise, resolve } = withResolvers();
    service.shutdown.returns(promise);
    events.emit('SIGTERM', 'SIGTERM');
    assert.equal(events.listenerCount('SIGTERM'), 1);
    calls.notCalled(kill);
    kill.callsFake(() => assert.equal(events.listenerCount('SIGTERM'), 0));
    resolve();
    await nextTurn();
    calls.calledOnceWithExactly(kill, 42, 'SIGTERM');
  });

  it('goes on with its work when more signals come, and raises the first', async () => {
    const { events, kill, service } = setUp();
    const { promise, resolve } = withResolvers();
    service.shutdown.returns(promise);
    for (const signal of ['SIGINT', 'SIGINT', 'SIGTERM']) events.emit(signal, signal);
    resolve();
    await nextTurn();
    calls.calledOnce(service.shutdown);
    calls.calledOnceWithExactly(kill, 42, 'SIGINT');
  });

  it('does not wait for a listener that itself waits to be alone', async () => {
    const { events, kill } = setUp();
    const raised: unknown[] = [];
    events.on('SIGTERM', (signal) => {
      if (events.listeners('SIGTERM').length === 1) raised.push(signal);
    });
    kill.callsFake((_, signal) => events.emit(signal, signal));
    events.emit('SIGTERM', 'SIGTERM');
    await nextTurn();
    assert.deepEqual(raised, ['SIGTERM']);
  });

  it('raises the signal when the work does not end', async () => {
    const { events, kill, service } = setUp();
    service.shutdown.returns(new Promise(() => undefined));
    events.emit('SIGINT', 'SIGINT');
    await clock.tickAsync(MAX_MILLIS - 1);
    calls.notCalled(kill);
    await clock.tickAsync(1);
    calls.calledOnceWithExactly(kill, 42, 'SIGINT');
  });

  it('flushes alone when somebody else listens, once too', async () => {
    const { events, kill, service } = setUp();
    events.once('SIGTERM', () => undefined);
    events.emit('SIGTERM', 'SIGTERM');
    await nextTurn();
    calls.calledOnce(service.flush);
    calls.notCalled(service.shutdown);
    calls.notCalled(kill);
  });

  it('flushes alone as the first process of a container, which a signal does not end', async () => {
    const { events, kill, service } = setUp(1);
    events.emit('SIGTERM', 'SIGTERM');
    await nextTurn();
    calls.calledOnce(service.flush);
    calls.notCalled(kill);
    assert.equal(events.listenerCount('SIGTERM'), 1);
  });

  it('takes over the listener of auto-instrumentations, waits for it, and then raises the signal', async () => {
    const { events, kill } = setUp();
    const { promise, resolve } = withResolvers();
    events.on(
      'SIGTERM',
      shutdownOf(() => promise),
    );
    await nextTurn();
    assert.equal(events.listenerCount('SIGTERM'), 1);
    events.emit('SIGTERM', 'SIGTERM');
    await nextTurn();
    calls.notCalled(kill);
    resolve();
    await nextTurn();
    calls.calledOnce(kill);
  });

  it('gives that listener back when it removes itself', async () => {
    const { events, remove } = setUp();
    const listener = shutdownOf(() => Promise.resolve());
    events.on('SIGTERM', listener);
    await nextTurn();
    remove();
    assert.deepEqual(events.listeners('SIGTERM'), [listener]);
    for (const name of ['SIGINT', 'beforeExit', 'newListener']) assert.equal(events.listenerCount(name), 0);
  });

  it('shuts down when the process ends by itself', async () => {
    const { events, service } = setUp();
    events.emit('beforeExit');
    assert.equal(events.listenerCount('beforeExit'), 0);
    await nextTurn();
    calls.calledOnce(service.shutdown);
  });

  it('flushes first when others tidy up, and shuts down when Node asks again', async () => {
    const { events, service } = setUp();
    events.on('beforeExit', () => undefined);
    events.emit('beforeExit');
    await nextTurn();
    calls.calledOnce(service.flush);
    calls.notCalled(service.shutdown);
    events.emit('beforeExit');
    await nextTurn();
    calls.calledOnce(service.flush);
    calls.calledOnce(service.shutdown);
  });
});
