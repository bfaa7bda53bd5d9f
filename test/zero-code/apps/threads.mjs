// Logs in the main thread and in a worker, and ends.
import { isMainThread, Worker } from 'node:worker_threads';
import { logs } from '@opentelemetry/api-logs';

logs.getLogger('test').emit({ body: isMainThread ? 'main' : 'worker' });
if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url));
  worker.once('error', (error) => {
    throw error;
  });
} else if (process.listeners('SIGTERM').some(({ name }) => name === 'onSignal'))
  logs.getLogger('test').emit({ body: 'a signal handler' });
