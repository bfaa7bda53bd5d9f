import { Worker } from 'node:worker_threads';
import type { SpoolWorkerData } from './protocol.js';

/**
 * Starts the thread from its source. In the package this file is replaced (scripts/build.mjs): the thread's code is
 * a text there, so that an application that is bundled needs no second file.
 *
 * The thread gets no environment and no flags: a `--import` that registers instrumentation, this exporter itself
 * perhaps, is not meant for it. Its rows stand outside of the heap: a large young generation would only stand in memory.
 */
export function startWorker(data: SpoolWorkerData): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url), {
    name: 'cloudwatch-logs-outbox',
    workerData: data,
    transferList: [data.port],
    env: {},
    execArgv: ['--disable-warning=ExperimentalWarning', '--import', 'tsx'],
    resourceLimits: { maxYoungGenerationSizeMb: 4 },
  });
}
