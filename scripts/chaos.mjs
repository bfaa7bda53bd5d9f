// Every fault that the local server knows, deletions and kill -9, at random: what was acknowledged must arrive.
//
//   npm run chaos                                   1,000,000 records for each outbox, 100 rounds of kill -9
//   npm run chaos -- --seed 7 --records 20000 --rounds 5
import { parseArgs } from 'node:util';
import { NODE_WITH_SQLITE } from '../test/helpers/node-with-sqlite.js';
import { runDurable } from './chaos/durable.mjs';
import { runMemory } from './chaos/memory.mjs';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    records: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '100' },
  },
});
const seed = Number(values.seed);
const records = Number(values.records);
const rounds = Number(values.rounds);

/** @typedef {Awaited<ReturnType<typeof runMemory>>} Counts */

/**
 * What was promised and was not kept; empty where all is well.
 * @param {Counts} counts
 */
function brokenPromises({ missing, lost, refused, corrupt, outOfOrder, violations, acknowledged }) {
  return [
    missing === lost ? '' : `${missing} of the acknowledged did not arrive, and ${lost} losses were told`,
    lost === 0 && refused === 0 ? '' : `${lost} were lost and ${refused} refused, although there was room`,
    corrupt === 0 ? '' : `${corrupt} arrived changed or in another stream`,
    outOfOrder === 0 ? '' : `${outOfOrder} arrived before one that was logged earlier`,
    violations === 0 ? '' : `${violations} calls broke a rule of the service`,
    acknowledged === records ? '' : `${acknowledged} acknowledged where ${records} were exported`,
  ].filter((text) => text !== '');
}

/**
 * @param {string} name
 * @param {(progress: (text: string) => void) => Promise<Counts>} run
 */
async function trial(name, run) {
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
  const broken = brokenPromises(counts);
  for (const text of broken) console.error(`${name} FAILED: ${text}`);
  return broken.length === 0;
}

console.log(`seed ${seed}, ${records} records for each outbox, ${rounds} rounds of kill -9`);
const durable = await trial('durable outbox', (progress) =>
  runDurable({ seed, records, rounds, node: NODE_WITH_SQLITE, progress }),
);
const memory = await trial('memory outbox', (progress) => runMemory({ seed, records, progress }));
console.log(
  durable && memory ? 'chaos: every acknowledged record arrived' : `chaos FAILED with --seed ${seed}`,
);
process.exitCode = durable && memory ? 0 : 1;
