// Shows what uses the CPU time: node bench/profile.mjs (after npm run build)
import { readArguments } from './arguments.mjs';
import { PROFILES, runProfiles } from './profile/run-profiles.mjs';
import { profileTable } from './report/profile-table.mjs';
import { startSinkProcess } from './sink/sink-process.mjs';
import { PROFILED } from './workloads.mjs';

const { records, workloads } = readArguments();
const sinks = startSinkProcess();
try {
  for (const workload of workloads.filter(({ name }) => PROFILED.includes(name))) {
    const profiled = await runProfiles(sinks, [workload], records);
    console.log(`${workload.title}, CPU us a record:\n\n${profileTable(workload, profiled)}`);
  }
  console.log(`The profiles: ${PROFILES}`);
} finally {
  sinks.stop();
}
