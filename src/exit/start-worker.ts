import { Worker } from 'node:worker_threads';
import type { ExitStart } from './protocol.js';

/**
 * Starts the thread from its source. In the package this file is replaced (scripts/build.mjs): the thread's code is
 * a text there, so that an application that is bundled needs no second file.
 *
 * The thread gets the environment, where AWS and proxies are configured, but for the flags in it: a `--import` that
 * registers instrumentation, this exporter itself perhaps, is not meant for it.
 */
export function startWorker(start: ExitStart, env: NodeJS.Dict<string>): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url), {
    name: 'cloudwatch-logs-exit',
    workerData: start,
    transferList: [start.port],
    env,
    execArgv: ['--import', 'tsx'],
    stdout: true,
    stderr: true,
  });
}
