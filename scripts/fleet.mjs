// 1,000 exporters start at once against one account and its rates: every stream is created and every record arrives
// within 90 s, with at most 1.5 times the calls needed.
//
//   npm run fleet
//   npm run fleet -- --exporters 100
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

/** @typedef {{ calls: number, throttled: number, streams: number, records: number, violations: number }} Figures */

const PROCESSES = 4;
const RECORDS_OF_EACH = 2;
const MOST_SECONDS = 90;
const MOST_CALLS_SHARE = 1.5;

const { values } = parseArgs({ options: { exporters: { type: 'string', default: '1000' } } });
const exporters = Number(values.exporters);
// Each exporter: put, create, put. The group: create, retention, and the stream creation that found it missing.
const needed = exporters * 3 + 3;

const server = fork(new URL('fleet/server.mjs', import.meta.url));
const [{ clientConfig }] = await once(server, 'message');
let lost = 0;
const parts = Array.from({ length: PROCESSES }, () => {
  const part = fork(new URL('fleet/exporters.mjs', import.meta.url), { execArgv: ['--no-warnings'] });
  part.on('message', (/** @type {{ lost: number }} */ message) => (lost += message.lost));
  return part;
});
const started = performance.now();
parts.forEach((part, index) => {
  const [from, to] = [index, index + 1].map((edge) => Math.round((edge * exporters) / PROCESSES));
  part.send({ clientConfig, from, to, recordsOfEach: RECORDS_OF_EACH });
});

/** @returns {Promise<Figures>} */
async function look() {
  server.send('look');
  const [figures] = await once(server, 'message');
  return figures;
}

const seconds = () => (performance.now() - started) / 1_000;
let figures = await look();
for (let told = 0; figures.records < exporters * RECORDS_OF_EACH && seconds() < MOST_SECONDS;) {
  await sleep(200);
  figures = await look();
  if (seconds() - told < 5) continue;
  told = seconds();
  console.log(
    `${told.toFixed(0)} s: ${figures.streams} streams, ${figures.records} records, ${figures.calls} calls`,
  );
}
const took = seconds();
// Calls that were repeated, or are in flight, count too.
for (const part of parts) part.send('end');
await Promise.all(parts.map((part) => once(part, 'exit')));
figures = await look();
server.disconnect();

const share = figures.calls / needed;
console.log(
  `fleet of ${exporters}: ${figures.streams} streams and ${figures.records} records in ${took.toFixed(1)} s, ` +
    `${figures.calls} calls (${figures.throttled} throttled) where ${needed} are needed: ${share.toFixed(2)} times, ` +
    `${lost} records lost, ${figures.violations} violations`,
);
const isWell =
  figures.streams === exporters &&
  figures.records === exporters * RECORDS_OF_EACH &&
  took <= MOST_SECONDS &&
  share <= MOST_CALLS_SHARE &&
  lost === 0 &&
  figures.violations === 0;
if (!isWell) console.log('fleet FAILED');
process.exitCode = isWell ? 0 : 1;
