import { isMainThread, threadId } from 'node:worker_threads';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import type { Resource } from '@opentelemetry/resources';
import { CloudWatchLogRecordExporter } from '../exporter.js';
import type { CloudWatchLogRecordExporterOptions } from '../options/options.js';
import { resolveOptions } from '../options/resolve-options.js';
import type { Closable } from './exit-hooks.js';
import { createFlushGate } from './flush-gate.js';
import type { BatchSettings, Environment } from './settings.js';
import { streamOfThread } from './stream-of-thread.js';

/** What the processor may take to empty its queue, beside the time that the exporter has. */
const DRAIN_MILLIS = 1_000;

export interface LogService extends Closable {
  readonly provider: LoggerProvider;
  /** How long a flush, or the shutdown, should take. */
  readonly maxMillis: number;
}

/** A provider with a processor and the exporter, by the environment alone. */
export function createLogService(env: Environment, resource: Resource, batch: BatchSettings): LogService {
  // The exporter reads the same variables, and warns of what is wrong there.
  const { logStreamName, flushTimeoutMillis } = resolveOptions(undefined, env, () => undefined);
  const options: CloudWatchLogRecordExporterOptions = {};
  if (!isMainThread && typeof logStreamName !== 'function') {
    options.logStreamName = streamOfThread(logStreamName.source, threadId);
  }
  const exporter = new CloudWatchLogRecordExporter(options);
  const gate = createFlushGate(exporter);
  const provider = new LoggerProvider({
    resource,
    processors: [new BatchLogRecordProcessor({ exporter: gate.exporter, ...batch })],
  });
  // A thread's own end and that of the process may come together, and the provider warns of a second one.
  let end: Promise<void> | undefined;
  return {
    provider,
    maxMillis: flushTimeoutMillis + DRAIN_MILLIS,
    async flush() {
      if (end !== undefined) return end;
      await gate.whileOpen(() => provider.forceFlush());
      await exporter.forceFlush();
    },
    shutdown: () => (end ??= gate.whileOpen(() => provider.shutdown())),
  };
}
