import { isTracingSuppressed } from '@opentelemetry/core';
import type { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';

const CONSOLE_SCOPE = '@opentelemetry/instrumentation-console';

/** A processor that passes records to others, which are created later. */
export interface RelayProcessor extends LogRecordProcessor {
  /** From now on these receive the records. */
  setProcessors(processors: readonly LogRecordProcessor[]): void;
  /** One listener for each record, from now on. */
  subscribe(listener: (record: ReadableLogRecord) => void): void;
  /** Whether a record has arrived. */
  hasSeenRecord(): boolean;
}

/**
 * A provider takes its processors when it is created. These are created later: the global meter provider and the SDK of
 * another package come in between.
 */
export function createRelayProcessor(): RelayProcessor {
  let processors: readonly LogRecordProcessor[] = [];
  let seen = false;
  let listener: ((record: ReadableLogRecord) => void) | undefined;
  return {
    setProcessors: (given) => void (processors = given),
    subscribe: (newListener) => void (listener = newListener),
    hasSeenRecord: () => seen,
    onEmit(record, context) {
      // What an exporter writes to an instrumented console while it exports would be exported again, without end.
      const ofConsole = record.instrumentationScope.name === CONSOLE_SCOPE;
      if (ofConsole && context !== undefined && isTracingSuppressed(context)) return;
      seen = true;
      listener?.(record);
      for (const processor of processors) processor.onEmit(record, context);
    },
    enabled: (options) =>
      processors.length === 0 || processors.some((processor) => processor.enabled?.(options) ?? true),
    async forceFlush(options) {
      await Promise.allSettled(processors.map(async (processor) => processor.forceFlush(options)));
    },
    async shutdown() {
      await Promise.allSettled(processors.map(async (processor) => processor.shutdown()));
    },
  };
}
