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
 * @since 0.1.0
 */
export class CloudWatchLogRecordProcessor implements LogRecordProcessor {
  readonly #pipeline: OpenPipeline;

  /** @throws TypeError that lists every mistake in the options */
  constructor(options?: CloudWatchLogRecordProcessorOptions) {
    this.#pipeline = openPipeline(options, 'CloudWatchLogRecordProcessor');
  }

  /** Whether a record like that would be sent, by the options `minSeverity` and `traceBased`. Never throws. */
  enabled(options: {
    context: Context;
    instrumentationScope: { name: string };
    severityNumber?: number;
  }): boolean {
    try {
      return this.#pipeline.wouldTake(options);
    } catch {
      // What is asked for cannot be read: the record itself decides.
      return true;
    }
  }

  /** Writes the record. Never throws. */
  onEmit(record: Parameters<LogRecordProcessor['onEmit']>[0]): void {
    if (this.#pipeline.isClosed) this.#pipeline.reject([record]);
    else this.#pipeline.emit(record);
  }

  /** Resolves when the service has answered for all records so far, or after `flushTimeoutMillis`. Never rejects. */
  forceFlush(): Promise<void> {
    return this.#pipeline.flush();
  }

  /** Flushes, then reports and counts what is left. Later records are lost. Never rejects. */
  shutdown(): Promise<void> {
    return this.#pipeline.close();
  }
}
