import { Worker } from 'node:worker_threads';
import type { ExitStart } from './protocol.js';
import { THREAD_CODE, THREAD_FLAGS } from './thread-code.js';

/**
 * The thread gets the environment, which configures AWS and proxies, without the flags in it: a `--import` that
 * registers instrumentation, perhaps this exporter itself, must not run in the thread.
 */
export function startWorker(start: ExitStart, env: NodeJS.Dict<string>): Worker {
  return new Worker(THREAD_CODE, {
    eval: typeof THREAD_CODE === 'string',
    name: 'cloudwatch-logs-exit',
    workerData: start,
    transferList: [start.port],
    env,
    execArgv: [...THREAD_FLAGS],
    stdout: true,
    stderr: true,
  });
}
