/** @import { SubjectName, Workload } from './types.js' */

/** @type {readonly SubjectName[]} */
const OTLP = ['otlp-proto', 'otlp-proto-gzip', 'otlp-json', 'otlp-json-gzip'];

/** @type {Omit<Workload, 'name' | 'title' | 'subjects'>} */
const TYPICAL = {
  kind: 'typical',
  drive: 'exports',
  records: 200_000,
  exportSize: 512,
  streams: 1,
  latencyMillis: 0,
};

/** @type {Omit<Workload, 'name' | 'title'>} */
const EMIT = {
  ...TYPICAL,
  drive: 'emit',
  subjects: [
    'idle',
    'noop',
    'processor-gzip',
    'processor-none',
    'ours-gzip',
    'ours-none',
    'naive',
    'otlp-proto',
    'otlp-proto-gzip',
    'winston-cloudwatch',
  ],
};

/** @type {Omit<Workload, 'name' | 'title'>} */
const EMIT_STEADY = {
  ...TYPICAL,
  drive: 'emit-steady',
  records: 60_000,
  subjects: ['idle', 'noop', 'processor-gzip', 'processor-none', 'naive', 'otlp-proto'],
};

/** Workloads that are run once more under the profiler: those of the targets on CPU. */
export const PROFILED = ['512', 'emit', 'emit-mild'];

/** For workloads that take long, and for those without a target. */
const FEWER_ROUNDS = 3;

/** @type {readonly Workload[]} */
export const WORKLOADS = [
  {
    ...TYPICAL,
    name: '512',
    title: 'Records of about 650 bytes, exports of 512',
    subjects: [
      'ours-gzip',
      'ours-none',
      'naive',
      ...OTLP,
      'winston-cloudwatch',
      'floor',
      'floor-gzip',
      'idle',
    ],
  },
  {
    ...TYPICAL,
    name: '8192',
    title: 'Records of about 650 bytes, exports of 8,192',
    exportSize: 8_192,
    subjects: [
      'ours-gzip',
      'ours-none',
      'naive',
      'otlp-proto',
      'otlp-proto-gzip',
      'floor',
      'floor-gzip',
      'idle',
    ],
  },
  {
    ...TYPICAL,
    name: 'ascii',
    title: 'ASCII only, exports of 512',
    kind: 'ascii',
    records: 100_000,
    rounds: FEWER_ROUNDS,
    subjects: ['ours-gzip', 'ours-none', 'naive', 'otlp-proto', 'otlp-proto-gzip'],
  },
  {
    ...TYPICAL,
    name: 'non-latin',
    title: '20 % non-Latin text, exports of 512',
    kind: 'non-latin',
    records: 100_000,
    rounds: FEWER_ROUNDS,
    subjects: ['ours-gzip', 'ours-none', 'naive', 'otlp-proto', 'otlp-proto-gzip'],
  },
  {
    ...TYPICAL,
    name: 'nested',
    title: 'Nested bodies of about 20 KB, exports of 128',
    kind: 'nested',
    records: 5_000,
    exportSize: 128,
    rounds: FEWER_ROUNDS,
    subjects: ['ours-gzip', 'ours-none', 'naive', 'otlp-proto', 'otlp-proto-gzip'],
  },
  {
    ...TYPICAL,
    name: 'streams',
    title: '50 streams mixed in each export of 512',
    records: 100_000,
    streams: 50,
    rounds: FEWER_ROUNDS,
    subjects: ['ours-gzip', 'ours-none', 'naive', 'naive-side-by-side'],
  },
  {
    ...TYPICAL,
    name: 'latency',
    title: '20 ms of service latency, 8 streams, through the BatchLogRecordProcessor in exports of 512',
    drive: 'processor',
    records: 100_000,
    // One request at a time takes 160 ms for an export: its rate is the same after 20 exports as after 200.
    fewerRecords: { naive: 10_240 },
    streams: 8,
    latencyMillis: 20,
    subjects: ['ours-gzip', 'ours-none', 'naive', 'naive-side-by-side'],
  },
  {
    ...TYPICAL,
    name: 'memory',
    title: '1,000,000 records of about 650 bytes, exports of 512',
    records: 1_000_000,
    rounds: 1,
    subjects: [
      'ours-gzip',
      'ours-none',
      'naive',
      'otlp-proto',
      'otlp-proto-gzip',
      'winston-cloudwatch',
      'floor',
      'floor-gzip',
      'idle',
    ],
  },
  {
    ...TYPICAL,
    name: 'turns',
    title: 'One export of 10,000 records of about 650 bytes at a time: the longest turn of the event loop',
    drive: 'turns',
    exportSize: 10_000,
    subjects: ['ours-gzip', 'ours-none', 'naive', 'otlp-proto', 'otlp-proto-gzip', 'idle'],
  },
  {
    ...TYPICAL,
    name: 'mild',
    title: '200 records a second for 30 seconds, through the BatchLogRecordProcessor with its defaults',
    drive: 'mild',
    records: 6_000,
    rounds: FEWER_ROUNDS,
    sideBySide: true,
    subjects: [
      'idle',
      'ours-gzip',
      'ours-none',
      'naive',
      'otlp-proto',
      'otlp-proto-gzip',
      'winston-cloudwatch',
    ],
  },
  {
    ...EMIT,
    name: 'emit',
    title: 'From `logger.emit`, records of about 650 bytes as fast as they are taken',
  },
  {
    ...EMIT,
    name: 'emit-26',
    title: 'From `logger.emit`, records of about 650 bytes as fast as they are taken, on Node 26',
    node: 26,
  },
  {
    ...EMIT_STEADY,
    name: 'emit-steady',
    title: 'From `logger.emit`, 20,000 records a second of about 650 bytes',
  },
  {
    ...EMIT_STEADY,
    name: 'emit-steady-26',
    title: 'From `logger.emit`, 20,000 records a second of about 650 bytes, on Node 26',
    node: 26,
  },
  {
    ...EMIT,
    name: 'emit-memory',
    title: 'From `logger.emit`, 1,000,000 records of about 650 bytes as fast as they are taken',
    records: 1_000_000,
    rounds: FEWER_ROUNDS,
    subjects: ['noop', 'processor-gzip', 'processor-none'],
  },
  {
    ...EMIT,
    name: 'emit-mild',
    title: 'From `logger.emit`, 200 records a second for 30 seconds',
    drive: 'emit-mild',
    records: 6_000,
    sideBySide: true,
    subjects: ['noop', 'processor-gzip', 'processor-none', 'ours-gzip', 'otlp-proto-gzip'],
  },
];
