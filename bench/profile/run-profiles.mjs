/** @import { Measurement, ProfiledJob, SubjectName, Workload } from '../types.js' */
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

/** The median run is shown: other work on the machine may slow down a single run. */
const RUNS = 3;

/** @typedef {{ path: string, measured: Measurement }} Profiled A run, and where its profile is. */

/** The folder of the profiles. */
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

  /** @param {Workload} workload @param {SubjectName} subject @param {number} run */
  async function profile(workload, subject, run) {
    const path = join(PROFILES, `${workload.name}-${subject}-${run}.cpuprofile`);
    return { path, measured: await runJob(sinks, workload, subject, { records, profile: path }) };
  }

  /** @param {Profiled} profiled @returns {ProfiledJob} */
  function sum({ path, measured }) {
    const { workload, subject } = measured;
    const sums = sumProfile(JSON.parse(readFileSync(path, 'utf8')), sourceOf);
    return { workload, subject, microsByGroup: perRecord(sums, measured) };
  }

  /** @type {ProfiledJob[]} */
  const profiled = [];
  for (const workload of workloads) {
    const subjects = SUBJECTS.filter((name) => workload.subjects.includes(name));
    if (workload.sideBySide) {
      const runs = await Promise.all(subjects.map((subject) => profile(workload, subject, 1)));
      profiled.push(...runs.map(sum));
      continue;
    }
    for (const subject of subjects) {
      /** @type {Profiled[]} */
      const runs = [];
      for (let run = 1; run <= RUNS; run++) runs.push(await profile(workload, subject, run));
      runs.sort((a, b) => a.measured.cpuMicros - b.measured.cpuMicros);
      profiled.push(...runs.slice(Math.floor(RUNS / 2), Math.floor(RUNS / 2) + 1).map(sum));
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
