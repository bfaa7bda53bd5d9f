import { isMainThread, threadId } from 'node:worker_threads';
import type { MeterProvider } from '@opentelemetry/api';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { CloudWatchLogRecordProcessorOptions } from '../options/options.js';
import { resolveOptions } from '../options/resolve-options.js';
import { CloudWatchLogRecordProcessor } from '../processor.js';
import type { Environment } from '../util/environment.js';
import { streamOfThread } from './stream-of-thread.js';

/** Extra time for the work at the end, beside that of a flush. */
const MARGIN_MILLIS = 1_000;

interface LogProcessorSettings {
  readonly scheduledDelayMillis: number | undefined;
  readonly selfObsMeterProvider: MeterProvider | undefined;
}

/** The processor of CloudWatch Logs, configured by the environment. It may be flushed and shut down repeatedly. */
export function createLogProcessor(
  env: Environment,
  { scheduledDelayMillis, selfObsMeterProvider }: LogProcessorSettings,
): LogRecordProcessor {
  const options: CloudWatchLogRecordProcessorOptions = { scheduledDelayMillis, selfObsMeterProvider };
  // The processor reads the same variables, and warns of invalid values there.
  const { logStreamName } = resolveOptions(undefined, env, () => undefined);
  if (!isMainThread && typeof logStreamName !== 'function') {
    options.logStreamName = streamOfThread(logStreamName.source, threadId);
  }
  return new CloudWatchLogRecordProcessor(options);
}

/** How long a flush, or the shutdown, may take. */
export function maxMillisOf(env: Environment): number {
  return resolveOptions(undefined, env, () => undefined).flushTimeoutMillis + MARGIN_MILLIS;
}
