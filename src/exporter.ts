import { ExportResultCode } from '@opentelemetry/core';
import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { openPipeline, type OpenPipeline } from './open-pipeline.js';
import type { CloudWatchLogRecordExporterOptions } from './options/options.js';

type ResultCallback = Parameters<LogRecordExporter['export']>[1];

/**
 * Sends log records to Amazon CloudWatch Logs through PutLogEvents.
 *
 * Exports may overlap: they are taken one after the other. Each method may be called at any time, also together
 * with the others.
 *
 * @example
 * const provider = new LoggerProvider({
 *   resource: resourceFromAttributes({ 'service.name': 'checkout' }),
 *   processors: [new BatchLogRecordProcessor({ exporter: new CloudWatchLogRecordExporter() })],
 * });
 * @since 0.1.0
 */
export class CloudWatchLogRecordExporter implements LogRecordExporter {
  readonly #pipeline: OpenPipeline;

  /** @throws TypeError that lists every mistake in the options */
  constructor(options?: CloudWatchLogRecordExporterOptions) {
    this.#pipeline = openPipeline(options, 'CloudWatchLogRecordExporter');
  }

  /** Calls back as soon as the records wait in the outbox: with an error when it refuses some. */
  export(records: ReadableLogRecord[], resultCallback: ResultCallback): void {
    if (this.#pipeline.isClosed) {
      this.#pipeline.reject(records);
      resultCallback({
        code: ExportResultCode.FAILED,
        error: exportError('ExporterShutDown', 'the exporter was shut down'),
      });
      return;
    }
    void this.#pipeline
      .export(records)
      .then(toResult, (error: Error) => ({
        code: ExportResultCode.FAILED,
        error: this.#pipeline.redaction.error(error),
      }))
      .then(resultCallback)
      // A callback that throws is the processor's affair, and no reason for an unhandled rejection.
      .catch(() => undefined);
  }

  /** Resolves when the service has answered for all records so far, or after `flushTimeoutMillis`. Never rejects. */
  forceFlush(): Promise<void> {
    return this.#pipeline.flush();
  }

  /** Flushes, then reports and counts what is left. Later exports fail. Never rejects. */
  shutdown(): Promise<void> {
    return this.#pipeline.close();
  }
}

function toResult(refused: number): Parameters<ResultCallback>[0] {
  if (refused === 0) return { code: ExportResultCode.SUCCESS };
  return {
    code: ExportResultCode.FAILED,
    error: exportError('OutboxFull', `${refused} events did not fit into the outbox`),
  };
}

/** The name becomes the `error.type` of the processor's metrics. */
function exportError(name: string, message: string): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}
