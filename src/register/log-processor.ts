import { isMainThread, threadId } from 'node:worker_threads';
import type { MeterProvider } from '@opentelemetry/api';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { CloudWatchLogRecordProcessorOptions } from '../options/options.js';
import { resolveOptions } from '../options/resolve-options.js';
import { CloudWatchLogRecordProcessor } from '../processor.js';
import type { Environment } from './environment-text.js';
import { streamOfThread } from './stream-of-thread.js';

/** What the work at the end may take beside the time that a flush has. */
const MARGIN_MILLIS = 1_000;

interface LogProcessorSettings {
  readonly scheduledDelayMillis: number | undefined;
  readonly selfObsMeterProvider: MeterProvider | undefined;
}

/** The processor of CloudWatch Logs, by the environment alone. It may be flushed and shut down more than once. */
export function createLogProcessor(
  env: Environment,
  { scheduledDelayMillis, selfObsMeterProvider }: LogProcessorSettings,
): LogRecordProcessor {
  const options: CloudWatchLogRecordProcessorOptions = { scheduledDelayMillis, selfObsMeterProvider };
  // The processor reads the same variables, and warns of what is wrong there.
  const { logStreamName } = resolveOptions(undefined, env, () => undefined);
  if (!isMainThread && typeof logStreamName !== 'function') {
    options.logStreamName = streamOfThread(logStreamName.source, threadId);
  }
  return new CloudWatchLogRecordProcessor(options);
}

/** How long a flush, or the shutdown, should take. */
export function maxMillisOf(env: Environment): number {
  return resolveOptions(undefined, env, () => undefined).flushTimeoutMillis + MARGIN_MILLIS;
}
