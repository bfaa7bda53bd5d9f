import type { Measurement, SubjectName, Workload } from '../../bench/types.js';

/** An invented measurement: 1,000 records in a second. */
export function measurement(
  workload: string,
  subject: SubjectName,
  members: Partial<Measurement> = {},
): Measurement {
  return {
    workload,
    subject,
    records: 1_000,
    seconds: 1,
    cpuMicros: 10_000,
    mainMicros: 5_000,
    rssGrowth: 0,
    rssGrowthWarm: 0,
    heldGrowth: 0,
    loopDelay: { p50: 1, p99: 2, max: 3 },
    longestTurns: [],
    sink: { requests: 1, wireBytes: 1_000, events: 1_000, messageBytes: 0, largestBody: 0 },
    ...members,
  };
}

/** An invented measurement with this many microseconds of CPU a record. */
export function costing(workload: string, subject: SubjectName, micros: number): Measurement {
  return measurement(workload, subject, { cpuMicros: micros * 1_000, mainMicros: micros * 1_000 });
}

export function makeWorkload(members: Partial<Workload> = {}): Workload {
  return {
    name: '512',
    title: 'Exports of 512',
    kind: 'typical',
    drive: 'exports',
    records: 1_000,
    exportSize: 512,
    streams: 1,
    latencyMillis: 0,
    subjects: ['ours-none', 'naive'],
    ...members,
  };
}
