// Runs the whole suite beside loops that keep cores busy: a test that depends on how fast the machine is fails here.
//
//   npm run test:busy                           once, beside two loops
//   npm run test:busy -- --runs 3 --loops 3
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { run } from './matrix/run.mjs';

/** A loop ends on its own after this time. */
const MOST_MILLIS = 3_600_000;

const LOOP = `const end = performance.now() + ${MOST_MILLIS}; while (performance.now() < end);`;

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '1' }, loops: { type: 'string', default: '2' } },
});
const [runs, loops] = [values.runs, values.loops].map(Number);
if (!(runs >= 1) || !(loops >= 0)) throw new RangeError('--runs expects 1 or more, --loops 0 or more');

// Threads end with this process, however it ends.
const threads = Array.from({ length: loops }, () => new Worker(LOOP, { eval: true }));
const started = performance.now();
let failed = 0;
for (let nth = 1; nth <= runs; nth++) {
  const { code, output } = await run('npm', ['test'], { cwd: '.' });
  if (code !== 0) failed++;
  const minutes = ((performance.now() - started) / 60_000).toFixed(1);
  const verdict = `run ${nth} of ${runs} beside ${loops} busy loops: ${code === 0 ? 'ok' : 'FAILED'}, after ${minutes} minutes`;
  console.log(code === 0 ? verdict : `${output}\n${verdict}`);
}
for (const thread of threads) void thread.terminate();
process.exitCode = failed === 0 ? 0 : 1;
