// One process, one subject, one measurement. Runs on plain Node, started by the runner.
/** @import { FromChild, Job, SelfMeasurement } from '../types.js' */
import { setTimeout as wait } from 'node:timers/promises';
import { createRecords } from '../records.mjs';
import { createSubject } from '../subjects/create-subject.mjs';
import { createLedger } from '../subjects/ledger.mjs';
import { createBatches } from './batches.mjs';
import { createDriver } from './drive.mjs';
import { createRssMeter, startMeters } from './meters.mjs';

const IDLE_MILLIS = 1_000;

/**
 * @param {FromChild} message
 * @param {() => void} [onSaid]
 */
const say = (message, onSaid) => void process.send?.(message, undefined, undefined, onSaid);

/** The runner resets the sink in between. */
function untilTold() {
  return new Promise((resolve) => void process.once('message', resolve));
}

/** @param {Job} job @returns {Promise<SelfMeasurement>} */
async function measure(job) {
  const pool = createRecords({ kind: job.kind, count: job.poolSize, streams: job.streams });
  const ledger = createLedger();
  const subject = await createSubject(job, pool, ledger);
  const rss = createRssMeter();
  const driver = createDriver(job.drive, subject, {
    batches: createBatches(pool),
    exportSize: job.exportSize,
    ledger,
    onTurn: rss.sample,
  });
  globalThis.gc?.();
  const coldRss = process.memoryUsage.rss();

  await driver.send(job.warmUpRecords);
  if (subject !== undefined) await ledger.atMost(0);
  say({ type: 'warm' });
  await untilTold();
  const warmRss = process.memoryUsage.rss();

  const stopMeters = startMeters({ watchesLoop: job.drive !== 'mild' });
  await driver.send(job.records);
  if (subject === undefined && job.drive !== 'mild') await wait(IDLE_MILLIS);
  await driver.end();
  const measured = stopMeters();
  // The end of a subject must not be earlier than its last answer.
  if (subject !== undefined) await ledger.atMost(0);
  return {
    ...measured,
    records: job.records,
    rssGrowth: rss.highest - coldRss,
    rssGrowthWarm: rss.highest - warmRss,
  };
}

// Exporters keep no process alive; a measurement does.
setInterval(() => {}, 3_600_000);
const measurement = await measure(JSON.parse(process.argv[2] ?? '{}'));
say({ type: 'measured', measurement }, () => process.exit());
