import { Worker } from 'node:worker_threads';
import type { SpoolWorkerData } from './protocol.js';
import { THREAD_CODE, THREAD_FLAGS } from './thread-code.js';

/** SQLite is experimental in some versions of Node. Deno refuses flags of Node for a thread. */
const NO_WARNING = process.versions['deno'] === undefined ? ['--disable-warning=ExperimentalWarning'] : [];

/**
 * The thread gets no environment and no flags: a `--import` that registers instrumentation, perhaps this exporter
 * itself, must not run in it. Its rows are outside of the heap: a large young generation would only use memory.
 */
export function startWorker(data: SpoolWorkerData): Worker {
  return new Worker(THREAD_CODE, {
    eval: typeof THREAD_CODE === 'string',
    name: 'cloudwatch-logs-outbox',
    workerData: data,
    transferList: [data.port],
    env: {},
    execArgv: [...NO_WARNING, ...THREAD_FLAGS],
    resourceLimits: { maxYoungGenerationSizeMb: 4 },
  });
}
