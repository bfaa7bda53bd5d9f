import type { LogRecordExporter } from '@opentelemetry/sdk-logs';

/** An exporter that can let the processor empty its queue at once. */
export interface FlushGate {
  readonly exporter: LogRecordExporter;
  /** While the work goes on the processor, which flushes after each batch, does not wait for the service. */
  whileOpen(work: () => Promise<unknown>): Promise<void>;
}

/**
 * At the end of a process all that waits in the processor's queue has to reach the outbox first, and then one bound
 * holds for the delivery of everything: else it would hold for each batch anew.
 */
export function createFlushGate(exporter: LogRecordExporter): FlushGate {
  let open = 0;
  return {
    exporter: {
      export: (records, resultCallback) => exporter.export(records, resultCallback),
      forceFlush: () => (open > 0 ? Promise.resolve() : exporter.forceFlush()),
      shutdown: () => exporter.shutdown(),
    },
    async whileOpen(work) {
      open++;
      try {
        await work();
      } catch {
        // A processor's own time limit; the records are in the outbox or they are not.
      } finally {
        open--;
      }
    },
  };
}
