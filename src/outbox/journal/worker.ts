import { randomBytes } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import type { SpoolReply, SpoolRequest, SpoolStart } from './protocol.js';
import { createSpool } from './spool/spool.js';
import { loadSqlite } from './spool/sqlite.js';

/** The thread that owns the files: nothing that it does for them holds up the application. */
const port = parentPort!;
const spool = createSpool(
  {
    sqlite: loadSqlite(),
    now: Date.now,
    newName: () =>
      `${new Date().toISOString().replaceAll(/[^0-9TZ]/g, '')}-${randomBytes(6).toString('hex')}`,
  },
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- start-worker.ts gives it
  workerData as SpoolStart,
);
let waiting: SpoolRequest[] = [];

port.on('message', (request: SpoolRequest) => {
  // What comes while the last commit ran shares the next one.
  if (waiting.length === 0) setImmediate(work);
  waiting.push(request);
});

function work(): void {
  const requests = waiting;
  waiting = [];
  const replies = spool.handle(requests);
  for (const reply of replies) port.postMessage(reply, transferOf(reply));
}

/** The rows, which their blocks stand in: the application gets them without a copy. */
function transferOf(reply: SpoolReply): ArrayBuffer[] {
  if (reply.kind !== 'rows') return [];
  return reply.rows.flatMap(({ events }) => events.slice(0, 1).map(({ block }) => block.bytes.buffer));
}
