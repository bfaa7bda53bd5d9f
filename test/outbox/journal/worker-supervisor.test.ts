import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import type { RowAck } from '../../../src/outbox/journal/journal.js';
import type { SpoolReply, SpoolRequest } from '../../../src/outbox/journal/protocol.js';
import { createWorkerSupervisor, type StartThread } from '../../../src/outbox/journal/worker-supervisor.js';
import { destination } from '../../helpers/events.js';
import { createFakeClock } from '../../helpers/fake-clock.js';

/** A thread that does nothing on its own. */
interface FakeThread {
  readonly file: string | undefined;
  readonly posted: SpoolRequest[];
  readonly keepsAlive: boolean[];
  readonly waits: number[];
  ended: boolean;
  reply(reply: SpoolReply): void;
  die(): void;
}

function setUp(mayStart: () => boolean = () => true) {
  const clock = createFakeClock();
  const threads: FakeThread[] = [];
  const [onReply, onDeath, onReturn] = [sinon.spy(), sinon.spy(), sinon.spy()];
  const startThread: StartThread = (parts, file) => {
    if (!mayStart()) throw new Error('no thread may be started');
    const thread: FakeThread = {
      file,
      posted: [],
      keepsAlive: [],
      waits: [],
      ended: false,
      reply: parts.onReply,
      die: () => parts.onDeath(new Error('it died')),
    };
    threads.push(thread);
    return {
      post: (request) => void thread.posted.push(request),
      keepAlive: (isNeeded) => void thread.keepsAlive.push(isNeeded),
      wait: (millis) => void thread.waits.push(millis),
      end: () => void (thread.ended = true),
    };
  };
  const supervisor = createWorkerSupervisor({ clock, startThread, onReply, onDeath, onReturn });
  return { clock, supervisor, threads, onReply, onDeath, onReturn };
}

const read: SpoolRequest = { kind: 'read', destination: destination(), after: 0, upTo: 1, most: 'row' };

function ack(...ids: readonly number[]): SpoolRequest {
  return { kind: 'ack', acks: ids.map((id): RowAck => ({ id, events: 'all' })) };
}

function handled(requests: number): SpoolReply {
  return { kind: 'handled', requests, diskBytes: 0 };
}

describe('worker-supervisor', () => {
  it('starts a thread with the first request, and no other while that lives', () => {
    const { supervisor, threads, onReply } = setUp();
    assert.deepEqual([supervisor.isUp(), supervisor.isRunning, threads.length], [true, false, 0]);

    supervisor.post(read);
    supervisor.post(ack(1));
    threads[0]!.reply(handled(2));

    assert.deepEqual(threads[0]!.posted, [read, ack(1)]);
    assert.deepEqual([supervisor.isRunning, threads.length], [true, 1]);
    sinon.assert.calledOnceWithExactly(onReply, handled(2));
  });

  it('waits for the thread, if there is one', () => {
    const { supervisor, threads } = setUp();
    supervisor.wait(100);
    supervisor.post(read);

    supervisor.wait(200);

    assert.deepEqual(threads[0]!.waits, [200]);
  });

  it('has posted answers until the thread has handled them', () => {
    const { supervisor, threads } = setUp();
    supervisor.post(read);
    assert.equal(supervisor.hasPostedAcks, false);
    supervisor.post(ack(1));
    assert.equal(supervisor.hasPostedAcks, true);

    threads[0]!.reply(handled(2));

    assert.equal(supervisor.hasPostedAcks, false);
  });

  it('lets the thread keep the process alive while something waits, also a new thread', async () => {
    const { clock, supervisor, threads } = setUp();
    supervisor.keepAlive(true);
    supervisor.post(read);
    assert.equal(threads[0]!.keepsAlive.at(-1), true);

    threads[0]!.die();
    await clock.advance(0);
    supervisor.post(read);
    assert.equal(threads[1]!.keepsAlive.at(-1), true);
    supervisor.keepAlive(false);

    assert.equal(threads[1]!.keepsAlive.at(-1), false);
  });

  it('reports that a thread ended, and that another may be started, which continues with its file', async () => {
    const { clock, supervisor, threads, onDeath, onReturn } = setUp();
    supervisor.post(read);
    threads[0]!.reply({ kind: 'file', name: 'ours.sqlite' });
    threads[0]!.reply(handled(1));

    threads[0]!.die();
    assert.deepEqual([supervisor.isUp(), supervisor.isRunning], [false, false]);
    sinon.assert.calledOnceWithMatch(onDeath, { message: 'it died' });
    sinon.assert.notCalled(onReturn);
    await clock.advance(0);

    sinon.assert.calledOnce(onReturn);
    assert.deepEqual([supervisor.isUp(), threads.length], [true, 1]);
    supervisor.post(read);
    assert.deepEqual(
      threads.map(({ file }) => file),
      [undefined, 'ours.sqlite'],
    );
  });

  it('waits ten seconds after a second end within a short time, and not after a late one', async () => {
    const { clock, supervisor, threads, onReturn } = setUp();
    supervisor.post(read);
    threads[0]!.die();
    await clock.advance(0);
    supervisor.post(read);
    await clock.advance(9_999);
    threads[1]!.die();

    await clock.advance(9_999);
    assert.deepEqual([supervisor.isUp(), onReturn.callCount, clock.keepingAlive], [false, 1, 0]);
    await clock.advance(1);
    assert.deepEqual([supervisor.isUp(), onReturn.callCount], [true, 2]);
    supervisor.post(read);
    threads[2]!.die();
    await clock.advance(0);

    assert.deepEqual([supervisor.isUp(), onReturn.callCount], [true, 3]);
  });

  it('passes unhandled answers to the next thread, in order and first, and nothing else', async () => {
    const { clock, supervisor, threads, onReturn } = setUp();
    for (const request of [ack(1), read, ack(2, 3), read]) supervisor.post(request);
    threads[0]!.reply(handled(1));
    threads[0]!.die();
    supervisor.post(read);
    supervisor.post(ack(4));
    assert.equal(threads.length, 1);

    await clock.advance(0);

    assert.deepEqual(threads[1]!.posted, [ack(2, 3, 4)]);
    sinon.assert.calledOnce(onReturn);
    threads[1]!.reply(handled(1));
    threads[1]!.die();
    await clock.advance(10_000);
    assert.equal(threads.length, 2, 'what is done is not done again');
  });

  it('passes answers to the third thread if the second one ended too', async () => {
    const { clock, supervisor, threads } = setUp();
    supervisor.post(ack(1));
    threads[0]!.die();
    await clock.advance(0);
    threads[1]!.die();
    supervisor.post(ack(2));

    await clock.advance(10_000);

    assert.deepEqual(threads[2]!.posted, [ack(1, 2)]);
  });

  it('treats a thread that may not be started like one that ended', async () => {
    let mayStart = false;
    const { clock, supervisor, threads, onDeath } = setUp(() => mayStart);

    supervisor.post(ack(1));
    sinon.assert.calledOnceWithMatch(onDeath, { message: 'no thread may be started' });
    await clock.advance(0);
    mayStart = true;
    await clock.advance(10_000);

    assert.deepEqual(threads[0]!.posted, [ack(1)]);
  });

  describe('close', () => {
    it('asks the thread to close its files, and ends it after that', async () => {
      const { clock, supervisor, threads, onReply } = setUp();
      supervisor.post(read);

      const closed = supervisor.close();
      assert.deepEqual(threads[0]!.posted, [read, { kind: 'close' }]);
      assert.deepEqual([threads[0]!.ended, clock.keepingAlive], [false, 1]);
      threads[0]!.reply({ kind: 'closed' });
      await closed;

      assert.deepEqual([threads[0]!.ended, clock.waits(), supervisor.isUp()], [true, [], false]);
      sinon.assert.notCalled(onReply);
    });

    it('waits for two seconds at most', async () => {
      const { clock, supervisor, threads } = setUp();
      supervisor.post(read);
      let isClosed = false;
      const closed = supervisor.close().then(() => (isClosed = true));

      await clock.advance(1_999);
      assert.equal(isClosed, false);
      await clock.advance(1);
      await closed;

      assert.equal(threads[0]!.ended, true);
    });

    it('ends when the thread ends during it', async () => {
      const { clock, supervisor, threads } = setUp();
      supervisor.post(read);
      const closed = supervisor.close();

      threads[0]!.die();
      await closed;

      assert.deepEqual(clock.waits(), []);
    });

    it('starts nothing if nothing runs', async () => {
      const { supervisor, threads } = setUp();

      await supervisor.close();
      supervisor.post(read);

      assert.equal(threads.length, 0);
    });

    it('starts one more thread for unhandled answers', async () => {
      const { clock, supervisor, threads } = setUp();
      supervisor.post(ack(1));
      threads[0]!.die();

      const closed = supervisor.close();
      assert.deepEqual(threads[1]!.posted, [ack(1), { kind: 'close' }]);
      threads[1]!.reply({ kind: 'closed' });
      await closed;

      assert.deepEqual(clock.waits(), []);
    });
  });
});
