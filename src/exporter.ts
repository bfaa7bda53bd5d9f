import { ExportResultCode } from '@opentelemetry/core';
import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { systemClock } from './util/clock.js';
import type { CloudWatchLogRecordExporterOptions } from './options/options.js';
import { createPipeline, type Pipeline } from './pipeline.js';
import { processFacts } from './util/process-facts.js';
import { resolveOptions } from './options/resolve-options.js';
import { createDiagnostics } from './telemetry/diagnostics.js';
import { createRedaction } from './telemetry/redaction.js';

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
 */
export class CloudWatchLogRecordExporter implements LogRecordExporter {
  readonly #pipeline: Pipeline;
  readonly #redaction = createRedaction(process.env);
  readonly #diagnostics = createDiagnostics(this.#redaction.text);
  #closing: Promise<void> | undefined;

  /** @throws TypeError that lists every mistake in the options */
  constructor(options?: CloudWatchLogRecordExporterOptions) {
    this.#pipeline = createPipeline(
      {
        clock: systemClock,
        random: Math.random,
        diagnostics: this.#diagnostics,
        redaction: this.#redaction,
        processFacts: processFacts(),
      },
      resolveOptions(options, process.env, this.#diagnostics.warn),
    );
  }

  /** Calls back as soon as the records wait in the outbox: with an error when they find no room there. */
  export(records: ReadableLogRecord[], resultCallback: ResultCallback): void {
    if (this.#closing !== undefined) {
      try {
        this.#pipeline.turnAway(records);
      } catch (error) {
        this.#diagnostics.warn(`records that came after shutdown could not be counted: ${String(error)}`);
      }
      resultCallback({
        code: ExportResultCode.FAILED,
        error: exportError('ExporterShutDown', 'the exporter was shut down'),
      });
      return;
    }
    void this.#pipeline
      .take(records)
      .then(toResult, (error: Error) => ({ code: ExportResultCode.FAILED, error: this.#redaction.error(error) }))
      .then(resultCallback)
      // A callback that throws is the processor's affair, and no reason for an unhandled rejection.
      .catch(() => undefined);
  }

  /** Resolves when the service has answered for all records so far, or after `flushTimeoutMillis`. Never rejects. */
  forceFlush(): Promise<void> {
    return this.#closing ?? this.#pipeline.flush();
  }

  /** Flushes, then says and counts what is left. Later exports fail. Never rejects. */
  shutdown(): Promise<void> {
    this.#closing ??= this.#pipeline.close().catch((error: unknown) => {
      this.#diagnostics.warn(`shutdown ended early: ${String(error)}`);
    });
    return this.#closing;
  }
}

function toResult(refused: number): Parameters<ResultCallback>[0] {
  if (refused === 0) return { code: ExportResultCode.SUCCESS };
  return {
    code: ExportResultCode.FAILED,
    error: exportError('OutboxFull', `${refused} events found no room in the outbox`),
  };
}

/** The name becomes the `error.type` of the processor's metrics. */
function exportError(name: string, message: string): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}
