/** @import { FromChild, Job, Measurement, SelfMeasurement, SubjectName, Workload } from './types.js' */
/** @import { SinkProcess } from './sink/sink-process.mjs' */
import { fork } from 'node:child_process';
import { nodePath } from './node-path.mjs';

const POOL_SIZE = { typical: 50_000, ascii: 50_000, 'non-latin': 50_000, nested: 200 };

/** Before the clock starts: modules are loaded, connections open, code is compiled. The same for all. */
const WARM_UP_RECORDS = { typical: 20_000, ascii: 20_000, 'non-latin': 20_000, nested: 600 };
const MILD_WARM_UP_RECORDS = 20_000;

const ENVIRONMENT = {
  PATH: process.env['PATH'],
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};

/** @type {ReadonlySet<SubjectName>} */
const SEND_NOTHING = new Set(['idle', 'noop']);

/** The largest request that AWS's OTLP endpoint accepts. */
const OTLP_MAX_BYTES = 1_048_576;

/** A measurement that takes longer has failed. */
const TIME_LIMIT_MILLIS = 180_000;

/**
 * @typedef {object} JobSettings
 * @property {number} [records] instead of the workload's own
 * @property {boolean} [parses] whether the sink reads each event
 * @property {string} [profile] where a CPU profile goes
 */

/**
 * @param {Workload} workload
 * @param {SubjectName} subject
 * @param {string} url
 * @param {JobSettings} settings
 * @returns {Job}
 */
function jobOf({ kind, drive, exportSize, streams, ...workload }, subject, url, settings) {
  const wanted = settings.records ?? workload.fewerRecords?.[subject] ?? workload.records;
  const isMild = drive === 'mild' || drive === 'emit-mild';
  const wholeExports = (/** @type {number} */ count) => Math.ceil(count / exportSize) * exportSize;
  return {
    subject,
    kind,
    drive,
    exportSize,
    streams,
    url,
    profile: settings.profile,
    records: isMild ? wanted : wholeExports(wanted),
    // A tenth is enough if a few records show that it works.
    warmUpRecords: isMild
      ? Math.min(MILD_WARM_UP_RECORDS, 4 * wanted)
      : wholeExports(Math.min(WARM_UP_RECORDS[kind], wanted / 10)),
    poolSize: Math.min(POOL_SIZE[kind], wanted),
  };
}

/**
 * Measures one subject in a process of its own, against a sink of its own.
 *
 * @param {SinkProcess} sinks
 * @param {Workload} workload
 * @param {SubjectName} subject
 * @param {JobSettings} settings
 * @returns {Promise<Measurement>}
 */
export async function runJob(sinks, workload, subject, settings) {
  const sink = await sinks.open({ latencyMillis: workload.latencyMillis, parses: settings.parses ?? false });
  const job = jobOf(workload, subject, sink.url, settings);
  const measured = await measureInProcess(job, nodePath(workload.node), sink.reset);
  const report = await sink.close();
  const sent = SEND_NOTHING.has(subject) ? 0 : job.records;
  if (report.events !== sent) {
    throw new Error(`${workload.name}, ${subject}: ${sent} records were sent, and ${report.events} arrived.`);
  }
  if (
    workload.drive.startsWith('emit') &&
    subject.startsWith('otlp') &&
    report.largestBody > OTLP_MAX_BYTES
  ) {
    throw new Error(
      `${workload.name}, ${subject}: a request of ${report.largestBody} bytes is too large for AWS.`,
    );
  }
  return { ...measured, workload: workload.name, subject, sink: report };
}

/**
 * @param {Job} job
 * @param {string} execPath
 * @param {() => Promise<unknown>} onWarm
 * @returns {Promise<SelfMeasurement>}
 */
function measureInProcess(job, execPath, onWarm) {
  return new Promise((resolve, reject) => {
    const child = fork(new URL('measure/main.mjs', import.meta.url), [JSON.stringify(job)], {
      execPath,
      execArgv: ['--expose-gc'],
      env: ENVIRONMENT,
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), TIME_LIMIT_MILLIS);
    /** @type {SelfMeasurement | undefined} */
    let measurement;
    child.on('message', (/** @type {FromChild} */ message) => {
      if (message.type === 'warm') void onWarm().then(() => child.send('go'));
      else measurement = message.measurement;
    });
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      if (measurement !== undefined && code === 0) resolve(measurement);
      else reject(new Error(`${job.subject} ended with ${signal ?? code} before it was measured.`));
    });
  });
}
