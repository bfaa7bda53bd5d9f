// One process, one subject, one measurement. Runs on plain Node, started by the runner.
/** @import { FromChild, Job, SelfMeasurement } from '../types.js' */
import { createRecords, inputsOf } from '../records.mjs';
import { createSubject } from '../subjects/create-subject.mjs';
import { createLedger } from '../subjects/ledger.mjs';
import { createBatches } from './batches.mjs';
import { createDriver } from './drive.mjs';
import { createRssMeter, heldBytes, startMeters } from './meters.mjs';
import { startProfiler } from './profiler.mjs';

/**
 * @param {FromChild} message
 * @param {() => void} [onSaid]
 */
const say = (message, onSaid) => void process.send?.(message, undefined, undefined, onSaid);

/** The runner resets the sink in between. */
function untilTold() {
  return new Promise((resolve) => void process.once('message', resolve));
}

/** For a subject that does almost nothing, or where turns are measured. */
const UNWATCHED = new Set(['turns', 'mild', 'emit-mild']);

/** Drives whose idle twin takes as long as the others. */
const IDLE_KEEPS_TIME = new Set(['mild', 'emit', 'emit-steady', 'emit-mild']);

/** What is handed over: records, or what a logger makes them from. @param {Job} job */
function createPool({ drive, subject, kind, poolSize, streams }) {
  const wanted = { kind, count: poolSize, streams };
  // winston's transport has a log of its own.
  const emits = drive.startsWith('emit') && subject !== 'winston-cloudwatch';
  return emits ? /** @type {any[]} */ ([...inputsOf(wanted)]) : createRecords(wanted);
}

/** @param {Job} job @returns {Promise<SelfMeasurement>} */
async function measure(job) {
  const pool = createPool(job);
  const ledger = createLedger();
  const subject = await createSubject({ job, records: pool, ledger });
  const rss = createRssMeter();
  /** @type {number[]} */
  let longestTurns = [];
  const driver = createDriver(job.drive, subject, {
    batches: createBatches(pool),
    exportSize: job.exportSize,
    ledger,
    onTurn: rss.sample,
    onLongestTurn: (millis) => void longestTurns.push(millis),
  });
  const coldBytes = await heldBytes();
  const coldRss = process.memoryUsage.rss();

  await driver.warmUp(job.warmUpRecords);
  await ledger.atMost(0);
  say({ type: 'warm' });
  await untilTold();
  const warmRss = process.memoryUsage.rss();

  longestTurns = [];
  const profiler = job.profile === undefined ? undefined : await startProfiler(job.profile);
  const stopMeters = startMeters({ watchesLoop: !UNWATCHED.has(job.drive) });
  await driver.send(job.records);
  await driver.end();
  const measured = stopMeters();
  await profiler?.stop();
  // The end of a subject must not be earlier than its last answer.
  await ledger.atMost(0);
  const highestRss = rss.highest;
  return {
    ...measured,
    longestTurns,
    // Nothing is sent and no time is measured, so there is no figure for a record.
    records: subject === undefined && !IDLE_KEEPS_TIME.has(job.drive) ? 0 : job.records,
    rssGrowth: highestRss - coldRss,
    rssGrowthWarm: highestRss - warmRss,
    heldGrowth: (await heldBytes()) - coldBytes,
  };
}

// Exporters keep no process alive; a measurement does.
setInterval(() => {}, 3_600_000);
const measurement = await measure(JSON.parse(process.argv[2] ?? '{}'));
say({ type: 'measured', measurement }, () => process.exit());
