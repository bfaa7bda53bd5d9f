import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { MessagePort, Worker } from 'node:worker_threads';
import * as sinon from 'sinon';
import type { SpoolReply, SpoolRequest } from '../../../src/outbox/journal/protocol.js';
import { startSpoolThread } from '../../../src/outbox/journal/spool-thread.js';
import { destination } from '../../helpers/events.js';
import { until } from '../../helpers/until.js';

/** The part of a worker that is used; a listener keeps the process alive, as with a real one. */
class FakeWorker extends EventEmitter {
  readonly posted: [unknown, unknown][] = [];
  isHeld = true;
  isTerminated = false;
  /** The port of its replies. */
  port: MessagePort | undefined;

  constructor() {
    super();
    super.on('newListener', () => (this.isHeld = true));
  }

  say(reply: SpoolReply): void {
    this.port?.postMessage(reply);
  }

  postMessage(message: unknown, transfer: unknown): void {
    this.posted.push([message, transfer]);
    this.onPost(message);
  }

  onPost = (_message: unknown): void => undefined;

  ref(): void {
    this.isHeld = true;
  }

  unref(): void {
    this.isHeld = false;
  }

  terminate(): Promise<number> {
    this.isTerminated = true;
    this.emit('exit', 1);
    return Promise.resolve(1);
  }
}

function setUp() {
  const worker = new FakeWorker();
  const [onReply, onDeath] = [sinon.spy(), sinon.spy()];
  const start = (port: MessagePort): Worker => {
    worker.port = port;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- has the members that are used
    return worker as unknown as Worker;
  };
  const thread = startSpoolThread({ start, onReply, onDeath });
  return { worker, thread, onReply, onDeath };
}

describe('startSpoolThread', () => {
  it('keeps the process alive only on request', () => {
    const { worker, thread } = setUp();
    assert.equal(worker.isHeld, false);

    thread.hold(true);
    assert.equal(worker.isHeld, true);
    thread.hold(false);

    assert.equal(worker.isHeld, false);
  });

  it('transfers a row with its request, and copies the rest', () => {
    const { worker, thread } = setUp();
    const row = new ArrayBuffer(8);
    const insert: SpoolRequest = {
      kind: 'insert',
      id: 1,
      destination: destination(),
      entity: undefined,
      count: 1,
      row,
      hasOthers: false,
    };

    thread.post(insert);
    thread.post({ kind: 'close' });

    assert.deepEqual(worker.posted, [
      [insert, [row]],
      [{ kind: 'close' }, []],
    ]);
  });

  it('passes on the replies of the thread', async () => {
    const { worker, onReply } = setUp();

    worker.say({ kind: 'lost' });
    await until(() => onReply.called);

    sinon.assert.calledOnceWithExactly(onReply, { kind: 'lost' });
  });

  it('waits for the thread, and passes on its replies without a turn of the event loop', () => {
    const { worker, thread, onReply } = setUp();
    worker.onPost = (message) => {
      worker.say({ kind: 'inserted', id: 1 });
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it is the signal
      Atomics.store(new Int32Array((message as { flag: SharedArrayBuffer }).flag), 0, 1);
    };

    thread.wait(60_000);

    sinon.assert.calledOnceWithExactly(onReply, { kind: 'inserted', id: 1 });
  });

  it('waits no longer than its timeout', () => {
    const { thread, onReply } = setUp();

    thread.wait(1);

    sinon.assert.notCalled(onReply);
  });

  it('passes on the replies before the end of the thread', () => {
    const { worker, onReply, onDeath } = setUp();

    worker.say({ kind: 'lost' });
    worker.emit('exit', 1);

    sinon.assert.callOrder(onReply, onDeath);
  });

  for (const [what, name, value, message] of [
    ['an error', 'error', new Error('no memory'), 'no memory'],
    ['what is no error', 'error', 'a text', 'a text'],
    ['its end', 'exit', 3, 'the thread ended with code 3'],
  ] as const) {
    it(`reports ${what} once, and nothing after it`, () => {
      const { worker, onReply, onDeath } = setUp();

      worker.emit(name, value);
      worker.emit('exit', 1);
      worker.say({ kind: 'lost' });

      sinon.assert.calledOnceWithMatch(onDeath, { message });
      sinon.assert.notCalled(onReply);
    });
  }

  it('does not report a requested end', () => {
    const { worker, thread, onReply, onDeath } = setUp();

    thread.end();
    worker.say({ kind: 'lost' });

    assert.equal(worker.isTerminated, true);
    sinon.assert.notCalled(onDeath);
    sinon.assert.notCalled(onReply);
  });
});
