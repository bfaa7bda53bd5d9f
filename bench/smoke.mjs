/** @import { SubjectName, Workload } from './types.js' */
/** @import { SinkProcess } from './sink/sink-process.mjs' */
import { runJob } from './run-job.mjs';

/** Few enough for a test, and more than one export of 512. */
const RECORDS = 1_200;
const MILD_RECORDS = 100;

/** Processes at once. */
const LANES = 2;

/** Subjects whose messages must be the same, and so of one size. */
const SAME_CONTENT = new Set(['processor-gzip', 'processor-none', 'ours-gzip', 'ours-none', 'naive']);

/**
 * Whether the benchmark measures what it says: every subject once, ours in every kind of workload, few records, each
 * event parsed by the sink. No time is measured.
 *
 * @param {SinkProcess} sinks
 * @param {readonly Workload[]} workloads
 */
export async function runSmoke(sinks, workloads) {
  const jobs = plan(workloads);
  /** @type {Map<string, Map<number, SubjectName[]>>} */
  const sizes = new Map();

  async function lane() {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
      const [workload, subject] = job;
      const records = workload.drive === 'mild' || workload.drive === 'emit-mild' ? MILD_RECORDS : RECORDS;
      const { sink } = await runJob(sinks, workload, subject, { records, parses: true });
      console.log(`${workload.name}, ${subject}: ${sink.events} events in ${sink.requests} requests`);
      if (SAME_CONTENT.has(subject)) note(sizes, workload.name, subject, sink.messageBytes);
    }
  }

  await Promise.all(Array.from({ length: LANES }, lane));
  for (const [workload, subjectsBySize] of sizes) {
    if (subjectsBySize.size > 1) {
      const told = [...subjectsBySize].map(([size, subjects]) => `${subjects.join(', ')}: ${size}`);
      throw new Error(`${workload}: the same records gave messages of different sizes (${told.join('; ')}).`);
    }
  }
}

/** @param {readonly Workload[]} workloads */
function plan(workloads) {
  const seen = new Set();
  /** @type {[Workload, SubjectName][]} */
  const jobs = [];
  for (const workload of workloads) {
    for (const subject of workload.subjects) {
      const what = keyOf(workload, subject);
      if (seen.has(what)) continue;
      seen.add(what);
      jobs.push([workload, subject]);
    }
  }
  return jobs;
}

/** Ours is tried in every shape, and everybody from `logger.emit` too. @param {Workload} workload @param {SubjectName} subject */
function keyOf(workload, subject) {
  if (subject === 'ours-gzip' || subject === 'processor-gzip') return `${subject} ${shapeOf(workload)}`;
  return workload.drive === 'emit' ? `${subject} from emit` : subject;
}

/** Two workloads that differ in their counts alone are one here. @param {Workload} workload */
function shapeOf({ kind, drive, exportSize, streams, latencyMillis }) {
  return [kind, drive, exportSize, streams, latencyMillis].join();
}

/**
 * @param {Map<string, Map<number, SubjectName[]>>} sizes
 * @param {string} workload
 * @param {SubjectName} subject
 * @param {number} size
 */
function note(sizes, workload, subject, size) {
  const bySize = sizes.get(workload) ?? new Map();
  sizes.set(workload, bySize);
  bySize.set(size, [...(bySize.get(size) ?? []), subject]);
}
