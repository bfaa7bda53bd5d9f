/** @import { LogRecordExporter } from '@opentelemetry/sdk-logs' */
/** @import { Subject } from '../types.js' */
import { ExportResultCode } from '@opentelemetry/core';
import { BatchLogRecordProcessor } from '@opentelemetry/sdk-logs';

/** The processor's own default. */
const MAX_QUEUE_SIZE = 2_048;

/** In arrays, straight to the exporter. @param {LogRecordExporter} exporter @returns {Subject} */
export function byExports(exporter) {
  return {
    hand: (records) =>
      new Promise((resolve, reject) => {
        exporter.export(records, ({ code, error }) => {
          if (code === ExportResultCode.SUCCESS) resolve();
          else reject(error ?? new Error('The export failed'));
        });
      }),
    end: () => exporter.shutdown(),
  };
}

/**
 * As fast as the processor takes records without dropping any: it tells nobody how full its queue is, so the
 * exporter in it is watched.
 *
 * @param {LogRecordExporter} exporter
 * @param {number} exportSize
 * @returns {Subject}
 */
export function byProcessor(exporter, exportSize) {
  let queued = 0;
  /** @type {(() => void) | undefined} */
  let onTaken;
  const processor = new BatchLogRecordProcessor({
    exporter: {
      export(records, resultCallback) {
        queued -= records.length;
        onTaken?.();
        exporter.export(records, resultCallback);
      },
      forceFlush: () => exporter.forceFlush(),
      shutdown: () => exporter.shutdown(),
    },
    maxExportBatchSize: exportSize,
    maxQueueSize: MAX_QUEUE_SIZE,
  });
  return {
    async hand(records) {
      while (queued + records.length > MAX_QUEUE_SIZE) {
        await new Promise((resolve) => {
          onTaken = () => resolve(undefined);
        });
      }
      queued += records.length;
      for (const record of records) processor.onEmit(/** @type {any} */ (record));
    },
    end: () => processor.shutdown(),
  };
}

/** Through the processor with all its defaults. @param {LogRecordExporter} exporter @returns {Subject} */
export function byIdleProcessor(exporter) {
  const processor = new BatchLogRecordProcessor({ exporter });
  return {
    async hand(records) {
      for (const record of records) processor.onEmit(/** @type {any} */ (record));
    },
    end: () => processor.shutdown(),
  };
}
