import { Worker } from 'node:worker_threads';
import type { ExitStart } from './protocol.js';

/**
 * Starts the thread from its source. In the package the build replaces this file (scripts/build.mjs): the code of the
 * thread is a string there, so that a bundled application needs no second file.
 *
 * The thread gets the environment, which configures AWS and proxies, without the flags in it: a `--import` that
 * registers instrumentation, perhaps this exporter itself, must not run in the thread.
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
