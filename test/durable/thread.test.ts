import assert from 'node:assert/strict';
import type { Worker } from 'node:worker_threads';
import { systemClock } from '../../src/util/clock.js';
import { startSpoolThread } from '../../src/outbox/journal/spool-thread.js';
import { onExit, whenAlive } from '../../src/util/exit-event.js';
import { startWorker } from '../../src/outbox/journal/start-worker.js';
import { destination } from '../helpers/events.js';
import {
  deliverAll,
  deliverUntilDrained,
  everything,
  numbered,
  openTestOutbox,
  range,
  textsOf,
  type TestOutbox,
} from './helpers/outbox.js';
import { temporaryDirectory } from './helpers/service.js';
import { storeAll } from '../helpers/outbox.js';
import { describeWithSqlite } from './helpers/with-sqlite.js';

/** An outbox with a real thread that the test can end. */
function openWithThread(
  directory: string,
  around = (_name: string, work: () => void): void => work(),
): TestOutbox & { readonly threads: Worker[] } {
  const threads: Worker[] = [];
  const settings = {
    directory,
    maxBytes: 64 * 1024 * 1024,
    whenFull: 'drop-newest',
    fingerprint: 'fingerprint',
  } as const;
  const opened = openTestOutbox({
    directory,
    startThread: (parts, file) =>
      startSpoolThread({
        ...parts,
        onReply: (reply) => around(reply.kind, () => parts.onReply(reply)),
        onExit,
        whenAlive,
        start(port, zlibPause) {
          const worker = startWorker({ start: { ...settings, file }, port, zlibPause });
          threads.push(worker);
          return worker;
        },
      }),
  });
  return { ...opened, threads };
}

async function end({ outbox, threads = [] }: TestOutbox & { threads?: Worker[] }): Promise<void> {
  await outbox.close();
  // On a busy machine a thread may close its files for longer than a shutdown waits, and holds them until then.
  await Promise.all(threads.map((thread) => thread.terminate()));
}

describeWithSqlite('The thread of a durable outbox', import.meta.url, () => {
  it('is replaced when it ends: nothing is lost, nothing loaded is sent twice', async () => {
    using directory = temporaryDirectory();
    const one = openWithThread(directory.path);
    const to = destination('a');
    await storeAll(one.outbox, to, numbered(0, 10));
    const atService = one.outbox.takeBatch(to, everything);
    one.outbox.nack(to, atService);
    // More than stays in memory of a stream that fails.
    for (let row = 0; row < 8; row++) await storeAll(one.outbox, to, numbered(10 + row * 10, 10, 100_000));
    const again = one.outbox.takeBatch(to, everything);
    const sent = textsOf(again);

    await one.threads[0]!.terminate();
    // What is answered while there is no thread is written by the next one.
    one.outbox.ack(to, again);
    one.ready.add(to);
    const arrived = await deliverAll(one);

    assert.deepEqual([...sent, ...arrived.get('a')!], range(0, 90));
    assert.deepEqual(one.lost, []);
    assert.equal(one.threads.length, 2);
    assert.equal(one.said.filter((said) => said.startsWith('CWL_OUTBOX_THREAD_ENDED')).length, 1);
    await one.outbox.drained();
    await end(one);
    assert.deepEqual(directory.files(), []);
  });

  it('is not needed by an export that runs when it ends: memory takes it', async () => {
    using directory = temporaryDirectory();
    const one = openWithThread(directory.path);
    const to = destination('a');
    await storeAll(one.outbox, to, numbered(0, 10));
    const added = storeAll(one.outbox, to, numbered(10, 10));
    const ended = one.threads[0]!.terminate();
    assert.equal(await added, 0);
    await ended;
    assert.equal(await storeAll(one.outbox, to, numbered(20, 10)), 0);

    const arrived = await deliverAll(one);
    assert.deepEqual(arrived.get('a'), range(0, 30));
    await end(one);
  });

  it('leaves what it had stored when it ended to the next process: it may arrive twice, but is not lost', async () => {
    for (let millis = 0; millis < 20; millis += 4) {
      using directory = temporaryDirectory();
      const one = openWithThread(directory.path);
      const to = destination('a');
      await storeAll(one.outbox, to, numbered(0, 1));
      const adding = Array.from({ length: 10 }, (_, row) =>
        storeAll(one.outbox, to, numbered(1 + row * 10, 10)),
      );
      await new Promise(
        (resolve) => void systemClock.schedule(() => resolve(undefined), millis, 'keep alive'),
      );
      await one.threads[0]!.terminate();
      await Promise.all(adding);
      const taken = one.outbox.takeBatch(to, everything);
      const sent = textsOf(taken);
      one.outbox.ack(to, taken);
      const first = [...sent, ...((await deliverAll(one)).get('a') ?? [])];
      await end(one);

      assert.deepEqual(first, range(0, 101));
      const next = openWithThread(directory.path);
      const twice = (await deliverUntilDrained(next)).get('a') ?? [];
      assert.deepEqual(
        twice,
        first.filter((text) => twice.includes(text)),
      );
      await end(next);
      assert.deepEqual(directory.files(), []);
    }
  });

  it('pauses if it ends again at once, and events are kept in memory', async () => {
    using directory = temporaryDirectory();
    const one = openWithThread(directory.path);
    const to = destination('a');
    await storeAll(one.outbox, to, numbered(0, 10));
    await one.threads[0]!.terminate();
    await storeAll(one.outbox, to, numbered(10, 10));
    for (let row = 2; one.threads.length < 2; row++) {
      assert.ok(row < 1_000);
      await systemClock.turn();
    }
    await one.threads[1]!.terminate();

    assert.equal(await storeAll(one.outbox, to, numbered(20, 10)), 0);
    assert.equal(one.threads.length, 2);
    const arrived = await deliverAll(one);
    assert.deepEqual(arrived.get('a'), range(0, 30));
    await end(one);
  });

  it('cannot be started without permission for threads: memory holds the events, with a warning', async () => {
    using directory = temporaryDirectory();
    const one = openTestOutbox({
      directory: directory.path,
      startThread() {
        throw new Error('ERR_ACCESS_DENIED');
      },
    });
    const to = destination('a');
    assert.equal(await storeAll(one.outbox, to, numbered(0, 10)), 0);
    assert.equal(await storeAll(one.outbox, to, numbered(10, 10)), 0);

    assert.deepEqual((await deliverAll(one)).get('a'), range(0, 20));
    assert.match(one.said[0]!, /CWL_OUTBOX_THREAD_ENDED: .*\(ERR_ACCESS_DENIED\)/);
    await one.outbox.drained();
    await end(one);
  });
});
