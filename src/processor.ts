import type { Context } from '@opentelemetry/api';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { openPipeline, type OpenPipeline } from './open-pipeline.js';
import type { CloudWatchLogRecordProcessorOptions } from './options/options.js';

/**
 * Sends log records to Amazon CloudWatch Logs through PutLogEvents, each written when it is emitted: what arrives is the
 * record as it was when it was logged. It has no queue of record objects; the outbox holds what the service has not
 * answered for.
 *
 * @example
 * const provider = new LoggerProvider({
 *   resource: resourceFromAttributes({ 'service.name': 'checkout' }),
 *   processors: [new CloudWatchLogRecordProcessor()],
 * });
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
 * @since 0.1.0
 */
export class CloudWatchLogRecordProcessor implements LogRecordProcessor {
  readonly #pipeline: OpenPipeline;

  /**
   * Reads the options and the environment. It calls no service.
   *
   * @param options - all are optional; code beats environment beats default
   * @throws TypeError with the code `CWL_OPTIONS_INVALID`, which lists every mistake in the options
   * @since 0.1.0
   */
  constructor(options?: CloudWatchLogRecordProcessorOptions) {
    this.#pipeline = openPipeline(options, 'CloudWatchLogRecordProcessor');
  }

  /**
   * Whether such a record would be sent or held, by the options `minSeverity`, `traceBased` and `errorContext`. Never throws.
   * @since 0.1.0
   */
  enabled(options: {
    context: Context;
    instrumentationScope: { name: string };
    severityNumber?: number;
  }): boolean {
    try {
      return this.#pipeline.wouldAdd(options);
    } catch {
      // The options cannot be read: the record itself decides.
      return true;
    }
  }

  /**
   * Writes the record as it is now. Never throws.
   * @since 0.1.0
   */
  onEmit(record: Parameters<LogRecordProcessor['onEmit']>[0]): void {
    if (this.#pipeline.isClosed) this.#pipeline.rejectAfterShutdown([record]);
    else this.#pipeline.emit(record);
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
   * Flushes within `flushTimeoutMillis` (5,000 ms), then reports what is left and counts it as lost. Later records are
   * lost, and counted. Never rejects.
   * @since 0.1.0
   */
  shutdown(): Promise<void> {
    return this.#pipeline.close();
  }
}
