/** @import { LogRecordExporter, LogRecordProcessor } from '@opentelemetry/sdk-logs' */
/** @import { Subject } from '../types.js' */
import { ExportResultCode } from '@opentelemetry/core';
import { BatchLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { createLogger } from '../records.mjs';

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
 * As fast as the processor takes records without dropping any.
 *
 * @param {LogRecordExporter} exporter
 * @param {number} exportSize
 * @returns {Subject}
 */
export function byProcessor(exporter, exportSize) {
  const { processor, room } = watchedProcessor(exporter, exportSize);
  return {
    async hand(records) {
      await room(records.length);
      for (const record of records) processor.onEmit(/** @type {any} */ (record));
    },
    end: () => processor.shutdown(),
  };
}

/**
 * From `logger.emit` through the BatchLogRecordProcessor, as fast as it takes records without dropping any.
 *
 * @param {LogRecordExporter} exporter
 * @param {number} exportSize
 * @returns {Subject}
 */
export function byLogger(exporter, exportSize) {
  const { processor, room } = watchedProcessor(exporter, exportSize);
  return throughLogger(processor, room);
}

/**
 * From `logger.emit`: the inputs of records are handed over.
 *
 * @param {LogRecordProcessor} processor
 * @param {(count: number) => Promise<void>} [room] resolves when the processor takes so many
 * @returns {Subject}
 */
export function throughLogger(processor, room) {
  const { provider, logger } = createLogger(processor);
  return {
    async hand(inputs) {
      await room?.(inputs.length);
      for (const input of inputs) logger.emit(input);
    },
    flush: () => provider.forceFlush(),
    end: () => provider.shutdown(),
  };
}

/**
 * The processor does not say how full its queue is, so the exporter in it is watched.
 *
 * @param {LogRecordExporter} exporter
 * @param {number} exportSize
 */
function watchedProcessor(exporter, exportSize) {
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
    processor,
    /** Resolves when so many more fit into the queue. @param {number} count */
    async room(count) {
      const isFull = () => queued + count > MAX_QUEUE_SIZE;
      while (isFull()) {
        await new Promise((resolve) => {
          onTaken = () => resolve(undefined);
        });
      }
      queued += count;
    },
  };
}

/** Through the processor with all its defaults. @param {LogRecordExporter} exporter @returns {Subject} */
export function byIdleProcessor(exporter) {
  const processor = new BatchLogRecordProcessor({ exporter });
  return {
    async hand(records) {
      for (const record of records) processor.onEmit(/** @type {any} */ (record));
    },
    flush: () => processor.forceFlush(),
    end: () => processor.shutdown(),
  };
}
