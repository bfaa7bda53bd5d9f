// A service that runs until a message or signal ends it, with a worker that runs as long, a worker of that worker, and
// one that has ended before. With BUSY there is one worker, which never reads messages again.
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { logs } from '@opentelemetry/api-logs';

const THIS_FILE = new URL(import.meta.url);
const BUSY = process.env.BUSY !== undefined;
const logger = logs.getLogger('test');

/** @param {string} name */
async function start(name) {
  const worker = new Worker(THIS_FILE, { workerData: name });
  worker.once('error', (error) => {
    throw error;
  });
  await once(worker, 'message');
  return worker;
}

if (isMainThread) {
  logger.emit({ body: 'main' });
  if (BUSY) await start('busy');
  else await Promise.all([start('worker'), start('terminated').then((worker) => worker.terminate())]);
  process.send?.('ready');
} else {
  logger.emit({ body: workerData });
  if (workerData === 'worker') await start('nested');
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- only windows have one
  parentPort?.postMessage('ready');
  if (workerData === 'busy') {
    for (;;);
  }
}
setInterval(() => undefined, 60_000);
