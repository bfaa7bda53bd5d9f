import { workerData } from 'node:worker_threads';
import { createCloudWatchApi } from '../deliver/cloudwatch-client.js';
import { errorText } from '../deliver/error-text.js';
import { systemClock } from '../util/clock.js';
import { loadSdkFrom } from './load-sdk.js';
import type { ExitReply, ExitRequest, ExitStart } from './protocol.js';
import { createThreadPipeline } from './thread-pipeline.js';

/** The thread that sends what is left, while the main thread waits for its flag. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- start-worker.ts gives it
const { settings, packageFile, port } = workerData as ExitStart;
const flags = new Set<SharedArrayBuffer>();
const reply = (said: ExitReply): void => port.postMessage(said);

function finish(flag: SharedArrayBuffer): void {
  flags.delete(flag);
  const done = new Int32Array(flag);
  Atomics.store(done, 0, 1);
  Atomics.notify(done, 0);
}

// The main thread waits and receives nothing else.
process.on('uncaughtException', (error) => {
  reply({ kind: 'failed', message: `The thread failed: ${errorText(error)}` });
  for (const flag of flags) finish(flag);
});

const api = createCloudWatchApi(systemClock, {
  ...settings,
  loadSdk: () => loadSdkFrom(packageFile, process.cwd()),
});
const pipeline = createThreadPipeline({ api, clock: systemClock, random: Math.random, reply }, settings);

port.on('message', ({ streams, flag }: ExitRequest) => {
  flags.add(flag);
  pipeline.send(streams, () => finish(flag));
});
