import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { MessagePort, Worker } from 'node:worker_threads';
import * as sinon from 'sinon';
import type { SpoolReply, SpoolRequest } from '../../../src/outbox/journal/protocol.js';
import { startSpoolThread } from '../../../src/outbox/journal/spool-thread.js';
import { destination } from '../../helpers/events.js';
import { until } from '../../helpers/until.js';

/** As much of a worker as is used; listening to it holds the process, as with a real one. */
class FakeWorker extends EventEmitter {
  readonly posted: [unknown, unknown][] = [];
  isHeld = true;
  isTerminated = false;
  /** Where it says things. */
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
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as much of it as is used
    return worker as unknown as Worker;
  };
  const thread = startSpoolThread({ start, onReply, onDeath });
  return { worker, thread, onReply, onDeath };
}

describe('startSpoolThread', () => {
  it('holds no process by itself, and as long as it is wished', () => {
    const { worker, thread } = setUp();
    assert.equal(worker.isHeld, false);

    thread.hold(true);
    assert.equal(worker.isHeld, true);
    thread.hold(false);

    assert.equal(worker.isHeld, false);
  });

  it('gives a row away with its request, and copies the rest', () => {
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

  it('passes on what the thread says', async () => {
    const { worker, onReply } = setUp();

    worker.say({ kind: 'lost' });
    await until(() => onReply.called);

    sinon.assert.calledOnceWithExactly(onReply, { kind: 'lost' });
  });

  it('waits for the thread, and passes on what it said without a turn of the loop', () => {
    const { worker, thread, onReply } = setUp();
    worker.onPost = (message) => {
      worker.say({ kind: 'inserted', id: 1 });
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it is the signal
      Atomics.store(new Int32Array((message as { flag: SharedArrayBuffer }).flag), 0, 1);
    };

    thread.wait(60_000);

    sinon.assert.calledOnceWithExactly(onReply, { kind: 'inserted', id: 1 });
  });

  it('waits no longer than it may', () => {
    const { thread, onReply } = setUp();

    thread.wait(1);

    sinon.assert.notCalled(onReply);
  });

  it('passes on what the thread said before its end', () => {
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
    it(`tells ${what} once, and nothing that comes after it`, () => {
      const { worker, onReply, onDeath } = setUp();

      worker.emit(name, value);
      worker.emit('exit', 1);
      worker.say({ kind: 'lost' });

      sinon.assert.calledOnceWithMatch(onDeath, { message });
      sinon.assert.notCalled(onReply);
    });
  }

  it('tells no end that it was asked for', () => {
    const { worker, thread, onReply, onDeath } = setUp();

    thread.end();
    worker.say({ kind: 'lost' });

    assert.equal(worker.isTerminated, true);
    sinon.assert.notCalled(onDeath);
    sinon.assert.notCalled(onReply);
  });
});
