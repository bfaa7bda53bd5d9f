import { isMainThread, threadId } from 'node:worker_threads';
import type { MeterProvider } from '@opentelemetry/api';
import { BatchLogRecordProcessor, type LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { CloudWatchLogRecordExporter } from '../exporter.js';
import type { CloudWatchLogRecordExporterOptions } from '../options/options.js';
import { resolveOptions } from '../options/resolve-options.js';
import { createFlushGate } from './flush-gate.js';
import type { BatchSettings } from './batch-settings.js';
import type { Environment } from './environment-text.js';
import { streamOfThread } from './stream-of-thread.js';

/** OpenTelemetry's queue of 2,048 is one burst long, and what does not fit it drops in silence. */
const DEFAULTS = { maxQueueSize: 32_768, maxExportBatchSize: 4_096 };

/** What the processor may take to empty its queue, beside the time that the exporter has. */
const DRAIN_MILLIS = 1_000;

/** The processor of CloudWatch Logs, by the environment alone. It may be flushed and shut down more than once. */
export function createLogProcessor(
  env: Environment,
  batch: BatchSettings,
  selfObsMeterProvider: MeterProvider | undefined,
): LogRecordProcessor {
  const options: CloudWatchLogRecordExporterOptions = { selfObsMeterProvider };
  // The exporter reads the same variables, and warns of what is wrong there.
  const { logStreamName } = resolveOptions(undefined, env, () => undefined);
  if (!isMainThread && typeof logStreamName !== 'function') {
    options.logStreamName = streamOfThread(logStreamName.source, threadId);
  }
  const exporter = new CloudWatchLogRecordExporter(options);
  const gate = createFlushGate(exporter);
  const processor: LogRecordProcessor = new BatchLogRecordProcessor({
    exporter: gate.exporter,
    selfObsMeterProvider,
    ...withDefaults(batch),
  });
  let end: Promise<void> | undefined;
  return {
    onEmit: (record, context) => processor.onEmit(record, context),
    async forceFlush() {
      if (end !== undefined) return end;
      await gate.whileOpen(() => processor.forceFlush());
      await exporter.forceFlush();
    },
    shutdown: () => (end ??= gate.whileOpen(() => processor.shutdown())),
  };
}

/** How long a flush, or the shutdown, should take. */
export function maxMillisOf(env: Environment): number {
  return resolveOptions(undefined, env, () => undefined).flushTimeoutMillis + DRAIN_MILLIS;
}

function withDefaults(batch: BatchSettings): BatchSettings {
  const maxQueueSize = batch.maxQueueSize ?? DEFAULTS.maxQueueSize;
  // A short queue that was asked for is no reason to be warned of our own batch size.
  const maxExportBatchSize = batch.maxExportBatchSize ?? Math.min(DEFAULTS.maxExportBatchSize, maxQueueSize);
  return { ...batch, maxQueueSize, maxExportBatchSize };
}
