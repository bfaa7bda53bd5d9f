import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { assert as calls, type SinonFakeTimers, stub, useFakeTimers } from 'sinon';
import { recordCrashes } from '../../src/register/crash-records.js';
import { makeRecord } from '../encode/helpers.js';

function setUp() {
  const capturesAll = stub().returns(false);
  const process = Object.assign(new EventEmitter(), { hasUncaughtExceptionCaptureCallback: capturesAll });
  const emit = stub();
  const subscribe = stub<[(record: ReadableLogRecord) => void], void>();
  recordCrashes({ subscribe }, process, emit);
  return {
    process,
    emit,
    capturesAll,
    log: (members: Parameters<typeof makeRecord>[0]): void =>
      subscribe.firstCall.args[0](makeRecord(members)),
    /** As Node does it: first the monitor, then the listeners. */
    crash(thrown: unknown, origin = 'uncaughtException'): void {
      process.emit('uncaughtExceptionMonitor', thrown, origin);
      process.emit('uncaughtException', thrown, origin);
    },
  };
}

describe('crash-records', () => {
  let clock: SinonFakeTimers;
  const nextTurn = (): Promise<unknown> => clock.tickAsync(1);
  beforeEach(() => {
    clock = useFakeTimers({ toFake: ['setImmediate', 'clearImmediate', 'setTimeout', 'Date'] });
  });
  afterEach(() => clock.restore());

  it('writes a record of the exception that ends the process, once', () => {
    const { crash, emit, process } = setUp();
    crash(new Error('boom'), 'unhandledRejection');
    process.emit('exit');
    calls.calledOnce(emit);
    const [record] = emit.firstCall.args;
    assert.equal(record.body, 'Unhandled rejection: boom');
    assert.equal(record.severityNumber, 21);
  });

  for (const [what, members] of [
    ['its body', { severityNumber: 17, body: 'failed: boom' }],
    ['its exception', { severityNumber: 21, body: 'failed', attributes: { 'exception.message': 'boom' } }],
    ['a body without a severity', { body: 'boom' }],
  ] as const) {
    it(`writes none if the error was logged in the same turn, by ${what}`, async () => {
      const { crash, emit, log } = setUp();
      log(members);
      crash(new Error('boom'));
      calls.notCalled(emit);
      await nextTurn();
      crash(new Error('boom'));
      calls.calledOnce(emit);
    });
  }

  it('writes one if something else was logged, or a lower severity', () => {
    const { crash, emit, log } = setUp();
    log({ severityNumber: 17, body: 'bang' });
    log({ severityNumber: 9, body: 'boom' });
    log({ severityNumber: 17, body: { text: 'boom' } });
    crash(new Error('boom'));
    calls.calledOnce(emit);
  });

  it('writes one for an error without a message, whatever was logged', () => {
    const { crash, emit, log } = setUp();
    log({ severityNumber: 17, body: 'bang' });
    crash(new Error(''));
    calls.calledOnce(emit);
  });

  describe('with a listener of the application', () => {
    it('writes none if the process continues, and ends well at last', async () => {
      const { crash, emit, process } = setUp();
      process.on('uncaughtException', () => undefined);
      crash(new Error('boom'));
      await nextTurn();
      process.emit('beforeExit', 0);
      process.emit('exit', 0);
      calls.notCalled(emit);
    });

    it('listens for the end from the first exception on, by one listener', () => {
      const { crash, process } = setUp();
      process.on('uncaughtException', () => undefined);
      assert.equal(process.listenerCount('exit'), 0);
      for (const message of ['boom', 'bang']) crash(new Error(message));
      assert.equal(process.listenerCount('exit'), 1);
    });

    it('writes one if the process ends at once, before other listeners of the exit', () => {
      const { crash, emit, process } = setUp();
      const deliver = stub();
      process.on('exit', deliver);
      process.on('uncaughtException', () => process.emit('exit', 0));
      crash(new Error('boom'));
      calls.callOrder(emit, deliver);
      calls.calledOnce(emit);
    });

    it('writes one, with the time of the exception, if the process ends later with a code other than 0', async () => {
      const { crash, emit, process } = setUp();
      process.on('uncaughtException', () => setTimeout(() => process.emit('exit', 1), 3_000));
      crash(new Error('boom'));
      await clock.tickAsync(3_000);
      calls.calledOnceWithMatch(emit, { body: 'Uncaught exception: boom', timestamp: new Date(0) });
    });

    it('writes one if the process ends on its own with a code other than 0, while records are accepted', async () => {
      const { crash, emit, process } = setUp();
      process.on('uncaughtException', () => undefined);
      crash(new Error('boom'));
      await nextTurn();
      process.emit('beforeExit', 1);
      calls.calledOnce(emit);
      process.emit('exit', 1);
      calls.calledOnce(emit);
    });

    it('writes none if the process has continued for longer than ten seconds', async () => {
      const { crash, emit, process } = setUp();
      process.on('uncaughtException', () => undefined);
      crash(new Error('boom'));
      await clock.tickAsync(10_000);
      process.emit('exit', 1);
      calls.notCalled(emit);
    });

    it('writes none if the application logs the error at any time before the end', async () => {
      const { crash, emit, log, process } = setUp();
      process.on('uncaughtException', () => undefined);
      for (const message of ['boom', 'bang']) crash(new Error(message));
      await nextTurn();
      log({ severityNumber: 17, body: 'failed: boom' });
      process.emit('exit', 1);
      calls.calledOnceWithMatch(emit, { body: 'Uncaught exception: bang' });
    });

    it('writes none if it logs the error before it ends the process', () => {
      const { crash, emit, log, process } = setUp();
      process.on('uncaughtException', ({ message }) => {
        log({ severityNumber: 17, body: `uncaughtException: ${message}` });
        process.emit('exit');
      });
      crash(new Error('boom'));
      calls.notCalled(emit);
    });

    it('treats a capture callback as a listener', async () => {
      const { crash, capturesAll, emit } = setUp();
      capturesAll.returns(true);
      crash(new Error('boom'));
      await nextTurn();
      calls.notCalled(emit);
    });
  });

  it('never throws, because that would end the process in another way', () => {
    const { crash, emit } = setUp();
    emit.throws(new Error('the logger'));
    crash(new Error('boom'));
    calls.calledOnce(emit);
  });
});
