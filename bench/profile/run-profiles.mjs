/** @import { ProfiledJob, SubjectName, Workload } from '../types.js' */
/** @import { SinkProcess } from '../sink/sink-process.mjs' */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runJob } from '../run-job.mjs';
import { OTHER_THREADS } from './groups.mjs';
import { createSourceOf } from './source-of.mjs';
import { sumProfile } from './sum-profile.mjs';

/** @type {readonly SubjectName[]} */
const SUBJECTS = [
  'processor-none',
  'processor-gzip',
  'noop',
  'ours-none',
  'ours-gzip',
  'naive',
  'otlp-proto',
  'otlp-proto-gzip',
  'winston-cloudwatch',
  'floor',
  'floor-gzip',
];

/** The one in the middle is shown: a single run may be one that the machine's other work slowed down. */
const RUNS = 3;

/** Where the profiles stay, for who wants to look into them. */
export const PROFILES = fileURLToPath(new URL('../../node_modules/.cache/bench-profiles', import.meta.url));

/**
 * Runs ours, the floor and what the targets set against it again, under the profiler.
 *
 * @param {SinkProcess} sinks
 * @param {readonly Workload[]} workloads
 * @param {number} [records] instead of the workload's own
 */
export async function runProfiles(sinks, workloads, records) {
  mkdirSync(PROFILES, { recursive: true });
  const sourceOf = createSourceOf();
  /** @type {ProfiledJob[]} */
  const profiled = [];
  for (const workload of workloads) {
    for (const subject of SUBJECTS.filter((name) => workload.subjects.includes(name))) {
      /** @type {{ profile: string, measured: Awaited<ReturnType<typeof runJob>> }[]} */
      const runs = [];
      for (let run = 1; run <= RUNS; run++) {
        const profile = join(PROFILES, `${workload.name}-${subject}-${run}.cpuprofile`);
        runs.push({ profile, measured: await runJob(sinks, workload, subject, { records, profile }) });
      }
      runs.sort((a, b) => a.measured.cpuMicros - b.measured.cpuMicros);
      const middle = runs[Math.floor(RUNS / 2)];
      if (middle === undefined) continue;
      const sums = sumProfile(JSON.parse(readFileSync(middle.profile, 'utf8')), sourceOf);
      profiled.push({
        workload: workload.name,
        subject,
        microsByGroup: perRecord(sums, middle.measured),
      });
    }
  }
  return profiled;
}

/**
 * The samples share out the CPU time that the system counted for the main thread; the other threads have the rest.
 * Where it counts no threads, the samples stand for themselves.
 *
 * @param {ReadonlyMap<string, number>} sums
 * @param {{ cpuMicros: number, mainMicros: number | undefined, records: number }} measured
 */
function perRecord(sums, { cpuMicros, mainMicros, records }) {
  const sampled = [...sums.values()].reduce((sum, micros) => sum + micros, 0);
  const main = mainMicros ?? sampled;
  /** @type {Record<string, number>} */
  const shares = { [OTHER_THREADS]: Math.max(0, cpuMicros - main) / records };
  for (const [group, micros] of sums) shares[group] = ((micros / sampled) * main) / records;
  return shares;
}
