/** @import { Measurement, ProfiledJob, Workload } from '../types.js' */
/** @import { Environment } from './environment.mjs' */
/** @import { StartUp } from '../start-up/measure-start-up.mjs' */
import { readFileSync } from 'node:fs';
import { environmentList } from './environment.mjs';
import { judge } from './judge.mjs';
import { peerWins } from './peer-wins.mjs';
import { profileTable } from './profile-table.mjs';
import { parseReasons, reasonsFor } from './reasons.mjs';
import { startUpTable } from './start-up-table.mjs';
import { targetTable } from './target-table.mjs';
import { TARGETS } from './targets.mjs';
import { workloadTable } from './workload-table.mjs';

/**
 * @typedef {object} Results All that a run found out.
 * @property {Environment} environment
 * @property {number} rounds
 * @property {number} [records] instead of each workload's own
 * @property {readonly Workload[]} workloads
 * @property {readonly Measurement[]} measured
 * @property {readonly StartUp[]} startUp
 * @property {readonly ProfiledJob[]} profiled
 */

/** The least number of rounds for a useful median. */
const ENOUGH_ROUNDS = 5;

/** @param {Results} results */
export function renderReport({ environment, rounds, records, workloads, measured, startUp, profiled }) {
  const wasRun = (/** @type {string} */ name) => workloads.some((workload) => workload.name === name);
  const verdicts = TARGETS.filter(({ ours }) => wasRun(ours.workload)).map((target) =>
    judge(target, measured),
  );
  const isShort = rounds < ENOUGH_ROUNDS || records !== undefined;
  const profiles = workloads.filter(({ name }) => profiled.some(({ workload }) => workload === name));
  return [
    '# What the benchmark measured',
    'Written by `npm run bench`; edits are lost with the next run. Ratios hold for one run; times are those of its machine.',
    ...(isShort ? ['**A short run: it shows that the benchmark works, and its figures mean little.**'] : []),
    environmentList(environment),
    '## Targets',
    targetTable(verdicts),
    '## Targets that are not met',
    reasonsFor(verdicts, parseReasons(read('reasons.md'))),
    '## Where the CPU time goes',
    'Microseconds of CPU a record, by what they were spent on: three more runs of each under the profiler, of which the middle one is shown. The thread of the profiler is among the other threads, so the sums differ from the medians below. The samples share out the CPU time of the main thread. `node bench/profile.mjs` makes these tables alone.',
    ...profiles.map((workload) => `### ${workload.title}\n\n${profileTable(workload, profiled)}`),
    '## Where peers are better',
    'Wherever a median is better than ours by more than a twentieth, like against like, and plain ones against our default, gzip, too:',
    peerWins(workloads, measured),
    '## Workloads',
    `The median over ${roundsOf(workloads, rounds)} and, in brackets, the least and the most.`,
    ...workloads.map((workload) => workloadTable(workload, measured)),
    '## Start-up',
    'Milliseconds that a module takes to load where `@opentelemetry/api` and `@opentelemetry/sdk-logs` are loaded, each in a process of its own; ours should stay below 15. It loads the AWS SDK with its first export.',
    startUpTable(startUp),
    read('method.md'),
  ]
    .map((part) => `${part.trimEnd()}\n`)
    .join('\n');
}

/** @param {readonly Workload[]} workloads @param {number} rounds */
function roundsOf(workloads, rounds) {
  const fewer = workloads.flatMap(({ title, rounds: own = rounds }) =>
    own < rounds ? [`${own} of "${title}"`] : [],
  );
  return fewer.length === 0 ? `${rounds} rounds` : `${rounds} rounds (${fewer.join(', ')})`;
}

/** @param {string} file */
function read(file) {
  return readFileSync(new URL(file, import.meta.url), 'utf8');
}
