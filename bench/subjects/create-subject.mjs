/** @import { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs' */
/** @import { Job, Subject } from '../types.js' */
/** @import { Ledger } from './ledger.mjs' */

/** Milliseconds between winston-cloudwatch's uploads: short where it has to keep up, else its default. */
const UPLOAD_RATE = { exports: 20, processor: 20, mild: 2_000 };

/**
 * Only what is measured is loaded.
 *
 * @param {Job} job
 * @param {readonly ReadableLogRecord[]} records
 * @param {Ledger} ledger
 * @returns {Promise<LogRecordExporter | Subject | undefined>} nothing for the idle twin
 */
export async function createSubject({ subject, url, streams, exportSize, drive }, records, ledger) {
  switch (subject) {
    case 'ours-gzip':
    case 'ours-none': {
      const { createOurs } = await import('./ours.mjs');
      return createOurs({ url, streams, ledger, compression: subject === 'ours-gzip' ? 'gzip' : 'none' });
    }
    case 'naive':
    case 'naive-side-by-side': {
      const { createNaive } = await import('./naive.mjs');
      return createNaive({ url, streams, ledger, sideBySide: subject === 'naive-side-by-side' });
    }
    case 'otlp-proto':
    case 'otlp-proto-gzip':
    case 'otlp-json':
    case 'otlp-json-gzip': {
      const { createOtlp } = await import('./otlp.mjs');
      const encoding = subject.startsWith('otlp-proto') ? 'proto' : 'json';
      return createOtlp({ url, ledger, encoding, gzip: subject.endsWith('gzip') });
    }
    case 'winston-cloudwatch': {
      const { createWinston } = await import('./winston.mjs');
      return createWinston({ url, ledger, uploadRate: UPLOAD_RATE[drive] });
    }
    case 'floor':
    case 'floor-gzip': {
      const { createFloor } = await import('./floor.mjs');
      return createFloor({ url, ledger, records, exportSize, compresses: subject === 'floor-gzip' });
    }
    case 'idle':
      return undefined;
  }
}
