// Side by side with the peers: npm run bench -- --help
/** @import { Measurement, Workload } from './types.js' */
import { writeFileSync } from 'node:fs';
import { readArguments } from './arguments.mjs';
import { renderReport } from './report/report.mjs';
import { workloadTable } from './report/workload-table.mjs';
import { runJob } from './run-job.mjs';
import { runSmoke } from './smoke.mjs';
import { startSinkProcess } from './sink/sink-process.mjs';

const { rounds, records, workloads, smoke, out } = readArguments();
const sinks = startSinkProcess();
/** @type {Measurement[]} */
const all = [];

/** @param {Workload} workload */
async function runRound(workload) {
  const { subjects, sideBySide } = workload;
  if (sideBySide)
    return Promise.all(subjects.map((subject) => runJob(sinks, workload, subject, { records })));
  const measured = [];
  for (const subject of subjects) measured.push(await runJob(sinks, workload, subject, { records }));
  return measured;
}

async function runAll() {
  for (const workload of workloads) {
    const measured = [];
    for (let round = 0; round < (workload.rounds ?? rounds); round++) {
      measured.push(...(await runRound(workload)));
    }
    all.push(...measured);
    console.log(workloadTable(workload, measured));
  }
  writeFileSync(out, renderReport(workloads, all));
  console.log(`Written: ${out}`);
}

try {
  await (smoke ? runSmoke(sinks, workloads) : runAll());
} finally {
  sinks.stop();
}
