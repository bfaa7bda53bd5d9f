/** @import { LogRecordExporter } from '@opentelemetry/sdk-logs' */
/** @import { Drive, Subject } from '../types.js' */
/** @import { Ledger } from '../subjects/ledger.mjs' */
/** @import { createBatches } from './batches.mjs' */
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { ExportResultCode } from '@opentelemetry/core';
import { BatchLogRecordProcessor } from '@opentelemetry/sdk-logs';

/**
 * Records without an answer at any time, at most: two of the largest exports. Without a bound a subject that calls
 * back early is measured on how far it can fall behind.
 */
const WINDOW = 16_384;

/** The processor's own default. */
const MAX_QUEUE_SIZE = 2_048;

const MILD_PER_SECOND = 200;
const MILD_TICK_MILLIS = 50;

/**
 * @typedef {object} Course What is driven, and with what.
 * @property {ReturnType<typeof createBatches>} batches
 * @property {number} exportSize
 * @property {Ledger} ledger
 * @property {() => void} onTurn called often
 */

/** Hands over so many records. @typedef {(records: number) => Promise<void>} Driver */

/**
 * @param {Drive} drive
 * @param {LogRecordExporter | Subject | undefined} subject
 * @param {Course} course
 * @returns {{ send: Driver, end: () => Promise<void> }}
 */
export function createDriver(drive, subject, course) {
  if (subject === undefined) return { send: drive === 'mild' ? tickOnly(course) : doNothing, end: doNothing };
  const direct = 'hand' in subject ? subject : undefined;
  switch (drive) {
    case 'exports': {
      const handed = direct ?? byExports(/** @type {LogRecordExporter} */ (subject));
      return { send: sendInExports(handed, course), end: () => handed.end() };
    }
    case 'processor': {
      const handed = byProcessor(/** @type {LogRecordExporter} */ (subject), course.exportSize);
      return { send: sendInExports(handed, course), end: () => handed.end() };
    }
    case 'mild': {
      const handed = direct ?? byIdleProcessor(/** @type {LogRecordExporter} */ (subject));
      return { send: sendMildly(handed, course), end: () => handed.end() };
    }
  }
}

/** @param {LogRecordExporter} exporter @returns {Subject} */
function byExports(exporter) {
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
function byProcessor(exporter, exportSize) {
  let queued = 0;
  let onTaken = () => {};
  const processor = new BatchLogRecordProcessor({
    exporter: {
      export(records, resultCallback) {
        queued -= records.length;
        onTaken();
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

/** The processor with all its defaults. @param {LogRecordExporter} exporter @returns {Subject} */
function byIdleProcessor(exporter) {
  const processor = new BatchLogRecordProcessor({ exporter });
  return {
    async hand(records) {
      for (const record of records) processor.onEmit(/** @type {any} */ (record));
    },
    end: () => processor.shutdown(),
  };
}

/**
 * One export after the other, with a turn of the loop between them, as there is between the requests of a service.
 *
 * @param {Subject} subject
 * @param {Course} course
 * @returns {Driver}
 */
function sendInExports(subject, { batches, exportSize, ledger, onTurn }) {
  return async (records) => {
    for (let left = records; left > 0; left -= exportSize) {
      await ledger.atMost(Math.max(0, WINDOW - exportSize));
      ledger.handed(exportSize);
      await subject.hand(batches.next(exportSize));
      onTurn();
      await turn();
    }
  };
}

/** @param {Subject} subject @param {Course} course @returns {Driver} */
function sendMildly(subject, { batches, ledger, onTurn }) {
  const perTick = (MILD_PER_SECOND * MILD_TICK_MILLIS) / 1_000;
  return async (records) => {
    const startedAt = performance.now();
    for (let tick = 1; (tick - 1) * perTick < records; tick++) {
      await wait(Math.max(0, startedAt + tick * MILD_TICK_MILLIS - performance.now()));
      ledger.handed(perTick);
      await subject.hand(batches.next(perTick));
      if (tick % 20 === 0) onTurn();
    }
  };
}

/** The same timers, and nothing else. @param {Course} course @returns {Driver} */
function tickOnly(course) {
  return sendMildly({ hand: async () => {}, end: async () => {} }, course);
}

async function doNothing() {}
