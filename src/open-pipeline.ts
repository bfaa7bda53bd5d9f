import type { CloudWatchLogRecordProcessorOptions } from './options/options.js';
import type { OptionsOwner } from './options/check-options.js';
import { resolveOptions } from './options/resolve-options.js';
import { createPipeline, type Pipeline } from './pipeline.js';
import { messageOf } from './messages/message.js';
import { createDiagnostics } from './telemetry/diagnostics.js';
import { createSecretFilter, type SecretFilter } from './telemetry/secret-filter.js';
import { systemClock } from './util/clock.js';
import { processFacts } from './util/process-facts.js';

/** A pipeline in this process, and its end, which happens once. Nothing here throws after construction. */
export interface OpenPipeline extends Pick<Pipeline, 'wouldAdd' | 'emit' | 'export'> {
  readonly secretFilter: SecretFilter;
  readonly isClosed: boolean;
  /** Counts records that came after the end as lost. */
  rejectAfterShutdown(records: Parameters<Pipeline['rejectAfterShutdown']>[0]): void;
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** @throws TypeError that lists every mistake in the options */
export function openPipeline(
  options: CloudWatchLogRecordProcessorOptions | undefined,
  owner: OptionsOwner,
): OpenPipeline {
  const secretFilter = createSecretFilter(process.env);
  const diagnostics = createDiagnostics(secretFilter.text);
  const pipeline = createPipeline(
    { clock: systemClock, random: Math.random, diagnostics, secretFilter, processFacts: processFacts() },
    resolveOptions(options, process.env, diagnostics.warn, owner),
  );
  let closing: Promise<void> | undefined;
  return {
    secretFilter,
    wouldAdd: pipeline.wouldAdd,
    emit: pipeline.emit,
    export: pipeline.export,
    get isClosed() {
      return closing !== undefined;
    },
    rejectAfterShutdown(records) {
      try {
        pipeline.rejectAfterShutdown(records);
      } catch (error) {
        diagnostics.warn(messageOf('CWL_LATE_RECORDS_NOT_COUNTED', { error: String(error) }));
      }
    },
    flush: () => closing ?? pipeline.flush(),
    close() {
      closing ??= pipeline.close().catch((error: unknown) => {
        diagnostics.warn(messageOf('CWL_SHUTDOWN_FAILED', { error: String(error) }));
      });
      return closing;
    },
  };
}
