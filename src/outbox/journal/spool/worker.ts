import { randomBytes } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import type { Signal, SpoolReply, SpoolRequest, SpoolWorkerData } from '../protocol.js';
import { createSpool } from './spool.js';
import { loadSqlite } from './sqlite.js';

/** The thread that owns the files: its work never blocks the application. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- start-worker.ts gives it
const { start, port } = workerData as SpoolWorkerData;
const spool = createSpool(
  {
    sqlite: loadSqlite(),
    now: Date.now,
    newName: () =>
      `${new Date().toISOString().replaceAll(/[^0-9TZ]/g, '')}-${randomBytes(6).toString('hex')}`,
  },
  start,
);
let waiting: (SpoolRequest | Signal)[] = [];

parentPort!.on('message', (request: SpoolRequest | Signal) => {
  // Requests that arrived during the last commit share the next one.
  if (waiting.length === 0) setImmediate(work);
  waiting.push(request);
});

function work(): void {
  const requests = waiting;
  waiting = [];
  const replies = spool.handle(requests.filter((request) => request.kind !== 'signal'));
  for (const reply of replies) port.postMessage(reply, transferOf(reply));
  for (const request of requests) if (request.kind === 'signal') signal(new Int32Array(request.flag));
}

/** The main thread waits for it. */
function signal(flag: Int32Array): void {
  Atomics.store(flag, 0, 1);
  Atomics.notify(flag, 0);
}

/** The rows with the bytes of the blocks: they are transferred, not copied. */
function transferOf(reply: SpoolReply): ArrayBuffer[] {
  if (reply.kind !== 'rows') return [];
  return reply.rows.flatMap(({ events }) => events.slice(0, 1).map(({ block }) => block.bytes.buffer));
}
