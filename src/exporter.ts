import { ExportResultCode } from '@opentelemetry/core';
import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { CodedError, type Message, messageOf } from './messages/message.js';
import { eventsText } from './messages/words.js';
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
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
 * @since 0.1.0
 */
export class CloudWatchLogRecordExporter implements LogRecordExporter {
  readonly #pipeline: OpenPipeline;

  /**
   * Reads the options and the environment. It calls no service.
   *
   * @param options - all are optional; code beats environment beats default
   * @throws TypeError with the code `CWL_OPTIONS_INVALID`, which lists every mistake in the options
   * @since 0.1.0
   */
  constructor(options?: CloudWatchLogRecordExporterOptions) {
    this.#pipeline = openPipeline(options, 'CloudWatchLogRecordExporter');
  }

  /**
   * Calls back as soon as the records are in the outbox: with an error when it refuses some, or after `shutdown()`.
   * Never throws.
   * @since 0.1.0
   */
  export(records: ReadableLogRecord[], resultCallback: ResultCallback): void {
    if (this.#pipeline.isClosed) {
      this.#pipeline.rejectAfterShutdown(records);
      resultCallback({
        code: ExportResultCode.FAILED,
        error: exportError('ExporterShutDown', messageOf('CWL_EXPORT_AFTER_SHUTDOWN')),
      });
      return;
    }
    void this.#pipeline
      .export(records)
      .then(toResult, (error: Error) => ({
        code: ExportResultCode.FAILED,
        error: this.#pipeline.secretFilter.error(error),
      }))
      .then(resultCallback)
      // An error of the callback belongs to the processor, and must not become an unhandled rejection.
      .catch(() => undefined);
  }

  /**
   * Sends at once what waits. Resolves when the service has answered for all records so far, or after
   * `flushTimeoutMillis` (5,000 ms). Never rejects.
   * @since 0.1.0
   */
  forceFlush(): Promise<void> {
    return this.#pipeline.flush();
  }

  /**
   * Flushes within `flushTimeoutMillis` (5,000 ms), then reports what is left and counts it as lost. Later exports fail.
   * Never rejects.
   * @since 0.1.0
   */
  shutdown(): Promise<void> {
    return this.#pipeline.close();
  }
}

function toResult(refused: number): Parameters<ResultCallback>[0] {
  if (refused === 0) return { code: ExportResultCode.SUCCESS };
  return {
    code: ExportResultCode.FAILED,
    error: exportError('OutboxFull', messageOf('CWL_EXPORT_REFUSED', { events: eventsText(refused) })),
  };
}

/** The name becomes the `error.type` of the processor's metrics. */
function exportError(name: string, message: Message): Error {
  const error = new CodedError(message);
  error.name = name;
  return error;
}
