// Every fault of the local server, deletions, kill -9 and ends without a shutdown, at random: records that were
// acknowledged, or logged through the processor, must arrive.
//
//   npm run chaos                 1,000,000 records for each outbox, 100 rounds of kill -9, 200 ends of processes
//   npm run chaos -- --seed 7 --records 20000 --rounds 5 --ends 10
import { parseArgs } from 'node:util';
import { NODE_WITH_SQLITE } from '../test/helpers/node-with-sqlite.js';
import { runDurable } from './chaos/durable.mjs';
import { runEnds } from './chaos/ends.mjs';
import { runMemory } from './chaos/memory.mjs';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    records: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '100' },
    ends: { type: 'string', default: '200' },
  },
});
const seed = Number(values.seed);
const records = Number(values.records);
const rounds = Number(values.rounds);
const ends = Number(values.ends);

/** @typedef {Awaited<ReturnType<typeof runMemory>>} Counts */

/**
 * The promises that were broken; empty if all were kept.
 * @param {Counts} counts
 * @param {number} exported
 */
function brokenPromises({ missing, lost, refused, corrupt, outOfOrder, violations, acknowledged }, exported) {
  return [
    missing === lost ? '' : `${missing} of the acknowledged did not arrive, and ${lost} losses were told`,
    lost === 0 && refused === 0 ? '' : `${lost} were lost and ${refused} refused, although there was room`,
    corrupt === 0 ? '' : `${corrupt} arrived changed or in another stream`,
    outOfOrder === 0 ? '' : `${outOfOrder} arrived before one that was logged earlier`,
    violations === 0 ? '' : `${violations} calls broke a rule of the service`,
    acknowledged === exported ? '' : `${acknowledged} acknowledged where ${exported} were exported`,
  ].filter((text) => text !== '');
}

/**
 * @param {string} name
 * @param {(progress: (text: string) => void) => Promise<Counts>} run
 * @param {number} [exported] where it is known before
 */
async function trial(name, run, exported) {
  const started = performance.now();
  const seconds = () => ((performance.now() - started) / 1_000).toFixed(0);
  let told = -Infinity;
  const counts = await run((text) => {
    if (performance.now() - told < 5_000) return;
    told = performance.now();
    console.log(`${name}, ${seconds()} s: ${text}`);
  });
  const figures = Object.entries(counts).map(([what, count]) => `${what} ${count}`);
  console.log(`${name}, after ${seconds()} s: ${figures.join(', ')}`);
  const broken = brokenPromises(counts, exported ?? counts.acknowledged);
  for (const text of broken) console.error(`${name} FAILED: ${text}`);
  return broken.length === 0;
}

console.log(
  `seed ${seed}, ${records} records for each outbox, ${rounds} rounds of kill -9, ${ends} ends of processes`,
);
const node = NODE_WITH_SQLITE;
const passed = [
  await trial('durable outbox', (progress) => runDurable({ seed, records, rounds, node, progress }), records),
  await trial('memory outbox', (progress) => runMemory({ seed, records, progress }), records),
  await trial('ends of processes', (progress) => runEnds({ seed, rounds: ends, node, progress })),
].every(Boolean);
console.log(passed ? 'chaos: every acknowledged record arrived' : `chaos FAILED with --seed ${seed}`);
process.exitCode = passed ? 0 : 1;
