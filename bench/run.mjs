// Compares the exporter with its peers: npm run bench -- --help
/** @import { Measurement, Workload } from './types.js' */
import { readFileSync, writeFileSync } from 'node:fs';
import { readArguments } from './arguments.mjs';
import { runProfiles } from './profile/run-profiles.mjs';
import { readEnvironment } from './report/environment.mjs';
import { renderReport } from './report/report.mjs';
import { workloadTable } from './report/workload-table.mjs';
import { runJob } from './run-job.mjs';
import { runSmoke } from './smoke.mjs';
import { startSinkProcess } from './sink/sink-process.mjs';
import { measureStartUp } from './start-up/measure-start-up.mjs';
import { PROFILED } from './workloads.mjs';

const { rounds, records, workloads, smoke, render, out } = readArguments();
/** A start takes a tenth of a second, and varies by more than its target allows. */
const START_UP_ROUNDS_PER_ROUND = 5;
/** The data of the report, which can be written again without a new run. */
const resultsPath = out.replace(/(\.md)?$/, '.json');

/** @param {import('./sink/sink-process.mjs').SinkProcess} sinks */
async function runAll(sinks) {
  const startedAt = performance.now();
  /** @type {Measurement[]} */
  const measured = [];
  for (const workload of workloads) {
    const roundsOfIt = Math.min(rounds, workload.rounds ?? rounds);
    for (let round = 1; round <= roundsOfIt; round++) {
      measured.push(...(await runRound(sinks, workload)));
      const minutes = ((performance.now() - startedAt) / 60_000).toFixed(1);
      console.log(`${workload.name}: round ${round} of ${roundsOfIt}, ${minutes} minutes so far`);
    }
    console.log(`\n${workloadTable(workload, measured)}`);
  }
  console.log('Start-up');
  const startUp = measureStartUp(START_UP_ROUNDS_PER_ROUND * rounds);
  console.log('Profiles');
  const profiled = await runProfiles(
    sinks,
    workloads.filter(({ name }) => PROFILED.includes(name)),
    records,
  );
  return {
    environment: readEnvironment(process.argv.slice(2)),
    rounds,
    records,
    workloads,
    measured,
    startUp,
    profiled,
  };
}

/** @param {import('./sink/sink-process.mjs').SinkProcess} sinks @param {Workload} workload */
async function runRound(sinks, workload) {
  const { subjects, sideBySide } = workload;
  if (sideBySide) {
    return Promise.all(subjects.map((subject) => runJob(sinks, workload, subject, { records })));
  }
  const measured = [];
  for (const subject of subjects) measured.push(await runJob(sinks, workload, subject, { records }));
  return measured;
}

async function run() {
  const sinks = startSinkProcess();
  try {
    if (smoke) {
      await runSmoke(sinks, workloads);
      return;
    }
    writeFileSync(resultsPath, JSON.stringify(await runAll(sinks)));
  } finally {
    sinks.stop();
  }
  writeReport();
}

function writeReport() {
  writeFileSync(out, renderReport(JSON.parse(readFileSync(resultsPath, 'utf8'))));
  console.log(`Written: ${out}`);
}

await (render ? writeReport() : run());
