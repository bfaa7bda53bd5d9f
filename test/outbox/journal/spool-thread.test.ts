import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { MessagePort, Worker } from 'node:worker_threads';
import * as sinon from 'sinon';
import type { Signal, SpoolReply, SpoolRequest } from '../../../src/outbox/journal/protocol.js';
import { startSpoolThread } from '../../../src/outbox/journal/spool-thread.js';
import type { ExitWork } from '../../../src/util/exit-event.js';
import { isObject } from '../../../src/util/is-object.js';
import type { ZlibPause } from '../../../src/util/zlib-pause.js';
import { destination } from '../../helpers/events.js';
import { until } from '../../helpers/until.js';

/** The part of a worker that is used; a listener keeps the process alive, as with a real one. */
class FakeWorker extends EventEmitter {
  readonly posted: [unknown, unknown][] = [];
  keepsAlive = true;
  isTerminated = false;
  wasPaused = false;
  /** The port of its replies. */
  port: MessagePort | undefined;
  zlibPause: ZlibPause | undefined;

  constructor() {
    super();
    super.on('newListener', () => (this.keepsAlive = true));
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
    this.keepsAlive = true;
  }

  unref(): void {
    this.keepsAlive = false;
  }

  terminate(): Promise<number> {
    this.isTerminated = true;
    this.wasPaused = isPaused(this.zlibPause);
    this.emit('exit', 1);
    return Promise.resolve(1);
  }
}

function isSignal(message: unknown): message is Signal {
  return isObject(message) && message['kind'] === 'signal';
}

/** Whether the thread opens no stream of zlib. */
function isPaused(pause: ZlibPause | undefined): boolean {
  return pause?.[1] === 1;
}

function setUp() {
  const worker = new FakeWorker();
  const [onReply, onDeath] = [sinon.stub(), sinon.spy()];
  const exitWorks = new Set<ExitWork>();
  const whenAlive = sinon.stub<[() => void], void>();
  const onExit = (work: ExitWork): (() => void) => {
    exitWorks.add(work);
    return () => void exitWorks.delete(work);
  };
  const start = (port: MessagePort, zlibPause: ZlibPause): Worker => {
    worker.port = port;
    worker.zlibPause = zlibPause;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- has the members that are used
    return worker as unknown as Worker;
  };
  const thread = startSpoolThread({ start, onExit, whenAlive, onReply, onDeath });
  const endProcess = (): void => exitWorks.forEach((work) => work.begin()?.());
  return { worker, thread, onReply, onDeath, exitWorks, endProcess, goOn: () => whenAlive.yield() };
}

describe('spool-thread', () => {
  it('keeps the process alive only on request', () => {
    const { worker, thread } = setUp();
    assert.equal(worker.keepsAlive, false);

    thread.keepAlive(true);
    assert.equal(worker.keepsAlive, true);
    thread.keepAlive(false);

    assert.equal(worker.keepsAlive, false);
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
      if (isSignal(message)) Atomics.store(new Int32Array(message.flag), 0, 1);
    };

    thread.wait(60_000);

    sinon.assert.calledOnceWithExactly(onReply, { kind: 'inserted', id: 1 });
  });

  it('waits no longer than its timeout', () => {
    const { thread, onReply } = setUp();

    thread.wait(1);

    sinon.assert.notCalled(onReply);
  });

  it('pauses the thread when the process ends, and not before: others may still wait for it', () => {
    const { worker, exitWorks } = setUp();

    const waits = Array.from(exitWorks, (work) => work.begin());
    assert.equal(isPaused(worker.zlibPause), false);
    for (const wait of waits) wait?.();

    assert.equal(isPaused(worker.zlibPause), true);
  });

  it('waits for a thread that works, and pauses it again, whatever the replies asked for', () => {
    const { worker, thread, onReply, endProcess } = setUp();
    const pausedBefore: boolean[] = [];
    worker.onPost = (message) => {
      if (!isSignal(message)) return;
      pausedBefore.push(isPaused(worker.zlibPause));
      worker.say({ kind: 'lost' });
      Atomics.store(new Int32Array(message.flag), 0, 1);
    };
    onReply.callsFake(() => thread.post({ kind: 'close' }));
    thread.wait(60_000);
    assert.equal(isPaused(worker.zlibPause), false);
    endProcess();

    thread.wait(60_000);

    assert.deepEqual([pausedBefore, isPaused(worker.zlibPause)], [[false, false], true]);
  });

  it('lets the thread work again if the process has not ended', () => {
    const { worker, thread, endProcess, goOn } = setUp();
    endProcess();

    goOn();
    assert.equal(isPaused(worker.zlibPause), false);
    thread.wait(1);

    assert.equal(isPaused(worker.zlibPause), false);
  });

  it('pauses the thread before it ends it, and is done with the end of the process', () => {
    const { worker, thread, exitWorks } = setUp();

    thread.end();

    assert.deepEqual([worker.wasPaused, exitWorks.size], [true, 0]);
  });

  it('is done with the end of the process when the thread has ended', () => {
    const { worker, exitWorks } = setUp();

    worker.emit('exit', 1);

    assert.equal(exitWorks.size, 0);
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
