import { once } from 'node:events';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import type { ExitReply, ExitRequest, ExitStart } from '../../src/exit/protocol.js';
import { startWorker } from '../../src/exit/start-worker.js';
import { createZlibPause } from '../../src/util/zlib-pause.js';
import type { LocalServer } from '../../src/local-server/index.js';
import { destination, event } from '../helpers/events.js';
import { until } from '../helpers/until.js';

/** Sends one event through a thread; returns its replies, and whether its flag was set. */
export async function sendOne(
  { clientConfig }: Pick<LocalServer, 'clientConfig'>,
  env: NodeJS.Dict<string>,
  more: object = {},
): Promise<{ replies: ExitReply[]; isDone: boolean }> {
  const { port1, port2 } = new MessageChannel();
  const start: ExitStart = {
    port: port2,
    zlibPause: createZlibPause(),
    packageFile: import.meta.filename,
    settings: {
      createLogGroup: true,
      createLogStream: true,
      maxBatchBytes: 1_000_000,
      maxBatchCount: 10_000,
      maxConcurrentRequests: 1,
      requestTimeoutMillis: 300_000,
      compression: 'none',
      clientConfig,
    },
  };
  const worker = startWorker(start, env);
  const ended = once(worker, 'exit');
  const flag = new SharedArrayBuffer(4);
  const logGroup = { retentionInDays: 7 };
  const streams = [
    { destination: destination(), entity: undefined, logGroup, blocks: [event('one', Date.now())], ...more },
  ];
  const replies: ExitReply[] = [];
  port1.postMessage({ streams, flag } satisfies ExitRequest);
  const isDone = (): boolean => new Int32Array(flag)[0] === 1;
  await Promise.race([until(isDone), ended]);
  await worker.terminate();
  for (;;) {
    const received: { message: ExitReply } | undefined = receiveMessageOnPort(port1);
    if (received === undefined) break;
    replies.push(received.message);
  }
  port1.close();
  return { replies, isDone: isDone() };
}
