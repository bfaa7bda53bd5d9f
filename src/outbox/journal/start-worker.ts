import { Worker } from 'node:worker_threads';
import type { SpoolWorkerData } from './protocol.js';

/**
 * Starts the thread from its source. In the package the build replaces this file (scripts/build.mjs): the code of the
 * thread is a string there, so that a bundled application needs no second file.
 *
 * The thread gets no environment and no flags: a `--import` that registers instrumentation, perhaps this exporter
 * itself, must not run in it. Its rows are outside of the heap: a large young generation would only use memory.
 */
export function startWorker(data: SpoolWorkerData): Worker {
  return new Worker(new URL('./spool/worker.ts', import.meta.url), {
    name: 'cloudwatch-logs-outbox',
    workerData: data,
    transferList: [data.port],
    env: {},
    execArgv: ['--disable-warning=ExperimentalWarning', '--import', 'tsx'],
    resourceLimits: { maxYoungGenerationSizeMb: 4 },
  });
}
