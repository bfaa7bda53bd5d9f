/** @import { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs' */
/** @import { Job, Subject, SubjectName } from '../types.js' */
/** @import { Ledger } from './ledger.mjs' */

/**
 * @typedef {object} Given What a subject is made from.
 * @property {Job} job
 * @property {readonly ReadableLogRecord[]} records
 * @property {Ledger} ledger
 */

/** Loads only the measured subject. @typedef {(given: Given) => Promise<LogRecordExporter | Subject>} Create */

/** Milliseconds between winston-cloudwatch's uploads: short where it has to keep up, else its default. */
const UPLOAD_RATE = {
  exports: 20,
  processor: 20,
  turns: 20,
  mild: 2_000,
  emit: 20,
  'emit-steady': 20,
  'emit-mild': 2_000,
};

/** @type {Record<Exclude<SubjectName, 'idle'>, Create>} */
const CREATE = {
  'ours-gzip': ours('gzip'),
  'ours-none': ours('none'),
  'processor-gzip': processor('gzip'),
  'processor-none': processor('none'),
  noop,
  naive: naive({ sideBySide: false }),
  'naive-side-by-side': naive({ sideBySide: true }),
  'otlp-proto': otlp('proto', { gzip: false }),
  'otlp-proto-gzip': otlp('proto', { gzip: true }),
  'otlp-json': otlp('json', { gzip: false }),
  'otlp-json-gzip': otlp('json', { gzip: true }),
  'winston-cloudwatch': winston,
  floor: floor({ compresses: false }),
  'floor-gzip': floor({ compresses: true }),
};

/**
 * @param {Given} given
 * @returns {Promise<LogRecordExporter | Subject | undefined>} nothing for the idle twin
 */
export async function createSubject(given) {
  const { subject } = given.job;
  return subject === 'idle' ? undefined : CREATE[subject](given);
}

/** @param {'gzip' | 'none'} compression @returns {Create} */
function ours(compression) {
  return async ({ job: { url, streams }, ledger }) => {
    const { createOurs } = await import('./ours.mjs');
    return createOurs({ url, streams, ledger, compression });
  };
}

/** @param {'gzip' | 'none'} compression @returns {Create} */
function processor(compression) {
  return async ({ job: { url, streams }, ledger }) => {
    const { createOurProcessor } = await import('./ours.mjs');
    return createOurProcessor({ url, streams, ledger, compression });
  };
}

/** @type {Create} */
async function noop({ ledger }) {
  const { createNoop } = await import('./noop.mjs');
  return createNoop(ledger);
}

/** @param {{ sideBySide: boolean }} way @returns {Create} */
function naive(way) {
  return async ({ job: { url, streams }, ledger }) => {
    const { createNaive } = await import('./naive.mjs');
    return createNaive({ url, streams, ledger, ...way });
  };
}

/** @param {'proto' | 'json'} encoding @param {{ gzip: boolean }} way @returns {Create} */
function otlp(encoding, way) {
  return async ({ job: { url }, ledger }) => {
    const { createOtlp } = await import('./otlp.mjs');
    return createOtlp({ url, ledger, encoding, ...way });
  };
}

/** @type {Create} */
async function winston({ job: { url, drive }, records, ledger }) {
  const { createWinston } = await import('./winston.mjs');
  return createWinston({ url, ledger, records, uploadRate: UPLOAD_RATE[drive] });
}

/** @param {{ compresses: boolean }} way @returns {Create} */
function floor(way) {
  return async ({ job: { url, exportSize }, records, ledger }) => {
    const { createFloor } = await import('./floor.mjs');
    return createFloor({ url, ledger, records, exportSize, ...way });
  };
}
