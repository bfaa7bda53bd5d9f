import assert from 'node:assert/strict';
import { MessageChannel, receiveMessageOnPort, type MessagePort, type Worker } from 'node:worker_threads';
import type {
  Signal,
  SpoolReply,
  SpoolRequest,
  SpoolStart,
} from '../../../../src/outbox/journal/protocol.js';
import { packRow } from '../../../../src/outbox/journal/row-codec.js';
import { startWorker } from '../../../../src/outbox/journal/start-worker.js';
import { temporaryDirectory } from '../../../durable/helpers/service.js';
import { describeWithSqlite } from '../../../durable/helpers/with-sqlite.js';
import { destination, event, messagesOf } from '../../../helpers/events.js';
import { PROCESS_MILLIS } from '../../../helpers/limits.js';
import { createZlibPause } from '../../../../src/util/zlib-pause.js';
import { until } from '../../../helpers/until.js';

interface Running {
  readonly worker: Worker;
  readonly port: MessagePort;
}

function run(start: SpoolStart): Running {
  const { port1, port2 } = new MessageChannel();
  return { worker: startWorker({ start, port: port2, zlibPause: createZlibPause() }), port: port1 };
}

function settingsIn(directory: string): SpoolStart {
  return { directory, maxBytes: 64 * 1024 * 1024, whenFull: 'drop-newest', fingerprint: '' };
}

async function end({ worker, port }: Running): Promise<void> {
  await worker.terminate();
  port.close();
}

/** Returns the replies that have arrived. */
function repliesAt(port: MessagePort): SpoolReply[] {
  const replies: SpoolReply[] = [];
  for (;;) {
    const received: { message: SpoolReply } | undefined = receiveMessageOnPort(port);
    if (received === undefined) return replies;
    replies.push(received.message);
  }
}

/** Returns the replies, once all of these requests are done. */
async function repliesTo(
  { worker, port }: Running,
  requests: readonly SpoolRequest[],
): Promise<SpoolReply[]> {
  const replies: SpoolReply[] = [];
  for (const request of requests) worker.postMessage(request, request.kind === 'insert' ? [request.row] : []);
  await until(() => {
    replies.push(...repliesAt(port));
    const handled = replies.map((reply) => (reply.kind === 'handled' ? reply.requests : 0));
    return handled.reduce((sum, count) => sum + count, 0) === requests.length;
  });
  return replies;
}

function insert(id: number): SpoolRequest {
  const block = event(`event ${id}`);
  return {
    kind: 'insert',
    id,
    destination: destination(),
    entity: undefined,
    count: 1,
    row: packRow(block),
    hasOthers: false,
  };
}

describeWithSqlite('worker', import.meta.url, () => {
  it('runs requests, and returns rows as they were', async () => {
    using directory = temporaryDirectory();
    const worker = run(settingsIn(directory.path));

    const replies = await repliesTo(worker, [
      insert(1),
      insert(2),
      { kind: 'read', destination: destination(), after: 0, upTo: 2, most: 'piece' },
    ]);
    const file = replies.find(({ kind }) => kind === 'file');
    const read = replies.find(({ kind }) => kind === 'rows');
    const closing = await repliesTo(worker, [{ kind: 'close' }]);
    await end(worker);

    assert.deepEqual(
      replies.filter(({ kind }) => kind === 'inserted'),
      [
        { kind: 'inserted', id: 1 },
        { kind: 'inserted', id: 2 },
      ],
    );
    assert.ok(read?.kind === 'rows');
    assert.deepEqual(
      read.rows.map(({ id, events }) => [id, messagesOf(...events.map(({ block }) => block))]),
      [
        [1, ['event 1']],
        [2, ['event 2']],
      ],
    );
    assert.deepEqual(
      closing.map(({ kind }) => kind),
      ['closed', 'handled'],
    );
    assert.ok(file?.kind === 'file');
    assert.match(file.name, /^\d{8}T\d{9}Z-[0-9a-f]{12}\.sqlite$/);
    assert.deepEqual(directory.files(), [file.name]);
  });

  it('signals when all earlier requests are done, and its replies can be read without a turn', async () => {
    using directory = temporaryDirectory();
    const running = run(settingsIn(directory.path));
    const flag = new SharedArrayBuffer(4);
    running.worker.postMessage(insert(1), []);
    running.worker.postMessage({ kind: 'signal', flag } satisfies Signal, []);

    assert.notEqual(Atomics.wait(new Int32Array(flag), 0, 0, PROCESS_MILLIS), 'timed-out');
    const kinds = repliesAt(running.port).map(({ kind }) => kind);
    await end(running);

    assert.ok(kinds.includes('inserted'));
  });

  it('continues with the file of the thread before it', async () => {
    using directory = temporaryDirectory();
    const settings = settingsIn(directory.path);
    const first = run(settings);
    await repliesTo(first, [insert(1)]);
    await end(first);
    const [name] = directory.files();

    const next = run({ ...settings, file: name });
    const replies = await repliesTo(next, [
      { kind: 'read', destination: destination(), after: 0, upTo: 9, most: 'row' },
    ]);
    await end(next);

    const [read] = replies;
    assert.ok(read?.kind === 'rows');
    assert.deepEqual(
      read.rows.map(({ id }) => id),
      [1],
    );
  });
});
