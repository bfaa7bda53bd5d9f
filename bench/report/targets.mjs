/** @import { SubjectName } from '../types.js' */
/** @import { Metric } from './statistics.mjs' */

/**
 * @typedef {object} Reading
 * @property {string} workload
 * @property {SubjectName} subject
 * @property {Metric} metric
 * @property {SubjectName} [less] less what this subject, which sends nothing, shows in the same workload
 */

/**
 * @typedef {object} Target
 * @property {string} id names the reason for where it is not met
 * @property {string} title
 * @property {string} unit
 * @property {Reading} ours
 * @property {Reading} [other]
 * @property {'other / ours' | 'ours / other' | 'ours'} figure what is held to the bound
 * @property {{ atLeast: number } | { atMost: number }} bound
 */

const EXPORTS = /** @type {const} */ ([
  ['512', 'exports of 512'],
  ['8192', 'exports of 8,192'],
]);

/** Ours, and the twin that does the same to its bodies. */
const PLAIN = 'ours-none';
const GZIP = 'ours-gzip';

/** @type {readonly (readonly [ours: SubjectName, words: string, atLeast: number])[]} */
const AGAINST_NAIVE = [
  [PLAIN, 'without gzip', 3],
  [GZIP, 'with gzip', 2.5],
];

/**
 * How many times less CPU ours takes.
 *
 * @param {string} id
 * @param {string} title
 * @param {string} workload
 * @param {SubjectName} other
 * @param {SubjectName} ours
 * @param {number} atLeast
 * @param {'cpu' | 'mainCpu'} [metric]
 * @returns {Target}
 */
function cheaper(id, title, workload, other, ours, atLeast, metric = 'cpu') {
  return {
    id,
    title,
    unit: 'us/record',
    ours: { workload, subject: ours, metric },
    other: { workload, subject: other, metric },
    figure: 'other / ours',
    bound: { atLeast },
  };
}

/** @type {Target[]} */
const CPU = EXPORTS.flatMap(([workload, exports]) => [
  ...AGAINST_NAIVE.map(([ours, words, atLeast]) =>
    cheaper('naive', `naive, CPU, ${exports}, ours ${words}`, workload, 'naive', ours, atLeast),
  ),
  ...AGAINST_NAIVE.map(([ours, words, atLeast]) =>
    cheaper(
      'naive-main-thread',
      `naive, main thread, ${exports}, ours ${words}`,
      workload,
      'naive',
      ours,
      atLeast,
      'mainCpu',
    ),
  ),
  cheaper('otlp-proto', `OTLP proto signed, CPU, ${exports}`, workload, 'otlp-proto', PLAIN, 1.3),
  cheaper(
    'otlp-proto-gzip',
    `OTLP proto signed, CPU, ${exports}, gzip on both`,
    workload,
    'otlp-proto-gzip',
    GZIP,
    2,
  ),
]);

/** @type {Target[]} */
const WINSTON = AGAINST_NAIVE.map(([ours, words]) =>
  cheaper(
    'winston-cloudwatch',
    `winston-cloudwatch, CPU, exports of 512, ours ${words}`,
    '512',
    'winston-cloudwatch',
    ours,
    5,
  ),
);

/** @type {Target[]} */
const WIRE = EXPORTS.map(([workload, exports]) => ({
  id: 'wire',
  title: `naive, bytes on the wire, ${exports}, ours with gzip`,
  unit: 'B/record',
  ours: { workload, subject: GZIP, metric: 'wire' },
  other: { workload, subject: 'naive', metric: 'wire' },
  figure: 'other / ours',
  bound: { atLeast: 8 },
}));

/** @type {readonly (readonly [id: string, words: string, ours: SubjectName, floor: SubjectName])[]} */
const FLOORS = [
  ['floor', 'the floor (SHA-256 and write)', PLAIN, 'floor'],
  ['floor-gzip', 'the floor with gzip', GZIP, 'floor-gzip'],
];

/** @type {Target[]} */
const FLOOR = EXPORTS.flatMap(([workload, exports]) =>
  FLOORS.map(([id, words, ours, floor]) => ({
    id,
    title: `${words}, CPU, ${exports}`,
    unit: 'us/record',
    ours: { workload, subject: ours, metric: 'cpu' },
    other: { workload, subject: floor, metric: 'cpu' },
    figure: 'ours / other',
    bound: { atMost: 2 },
  })),
);

/** @type {Target[]} */
const DELAY = AGAINST_NAIVE.flatMap(([subject, words]) => {
  const title = `event-loop delay p99 less the idle loop's, exports of 8,192, ours ${words}`;
  /** @type {Reading} */
  const ours = { workload: '8192', subject, metric: 'delayP99', less: 'idle' };
  return [
    { id: 'loop-delay', title, unit: 'ms', ours, figure: 'ours', bound: { atMost: 10 } },
    {
      id: 'loop-delay',
      title: `the same against naive's, ours ${words}`,
      unit: 'ms',
      ours,
      other: { ...ours, subject: 'naive' },
      figure: 'ours / other',
      bound: { atMost: 0.25 },
    },
  ];
});

/** @type {Target[]} */
const ALONE = AGAINST_NAIVE.flatMap(([subject, words]) => [
  {
    id: 'memory',
    title: `growth of resident memory while sending 1,000,000, loading the AWS SDK included, ours ${words}`,
    unit: 'MiB',
    ours: { workload: 'memory', subject, metric: 'rss' },
    figure: 'ours',
    bound: { atMost: 48 },
  },
  {
    id: 'memory',
    title: `the same after the warm-up, ours ${words}`,
    unit: 'MiB',
    ours: { workload: 'memory', subject, metric: 'rssWarm' },
    figure: 'ours',
    bound: { atMost: 48 },
  },
  {
    id: 'throughput',
    title: `throughput with 20 ms of latency, 8 streams, against one that waits, ours ${words}`,
    unit: 'krecords/s',
    ours: { workload: 'latency', subject, metric: 'rate' },
    other: { workload: 'latency', subject: 'naive', metric: 'rate' },
    figure: 'ours / other',
    bound: { atLeast: 4 },
  },
  {
    id: 'throughput',
    title: `the same against one that waits for all streams of an export at once, ours ${words}`,
    unit: 'krecords/s',
    ours: { workload: 'latency', subject, metric: 'rate' },
    other: { workload: 'latency', subject: 'naive-side-by-side', metric: 'rate' },
    figure: 'ours / other',
    bound: { atLeast: 4 },
  },
  {
    id: 'turns',
    title: `longest turn of the event loop in one export of 10,000, the median of the exports, ours ${words}`,
    unit: 'ms',
    ours: { workload: 'turns', subject, metric: 'turnMedian' },
    figure: 'ours',
    bound: { atMost: 5 },
  },
]);

const EMIT = /** @type {const} */ ([
  ['emit', 'emit-steady', "this machine's Node"],
  ['emit-26', 'emit-steady-26', 'Node 26'],
]);

const OUR_PROCESSORS = /** @type {const} */ ([
  ['processor-none', 'without gzip'],
  ['processor-gzip', 'with gzip'],
]);

/**
 * How many times less CPU ours takes from `logger.emit` on, above a processor that does nothing.
 *
 * @param {string} id
 * @param {string} title
 * @param {string} workload
 * @param {SubjectName} other
 * @param {SubjectName} ours
 * @param {number} atLeast
 * @param {'cpu' | 'mainCpu'} [metric]
 * @returns {Target}
 */
function cheaperFromEmit(id, title, workload, other, ours, atLeast, metric = 'cpu') {
  const target = cheaper(id, title, workload, other, ours, atLeast, metric);
  // winston's log makes no record of the SDK, so the loop that hands over nothing is subtracted.
  const less = other === 'winston-cloudwatch' ? 'idle' : 'noop';
  return {
    ...target,
    ours: { ...target.ours, less: 'noop' },
    other: { workload, subject: other, metric, less },
  };
}

/**
 * Ours alone, held to a bound from above.
 *
 * @param {string} id
 * @param {string} title
 * @param {string} unit
 * @param {Reading} ours
 * @param {number} atMost
 * @returns {Target}
 */
function within(id, title, unit, ours, atMost) {
  return { id, title, unit, ours, figure: 'ours', bound: { atMost } };
}

/** @param {typeof EMIT[number]} where @returns {Target[]} */
const fromEmit = ([workload, steady, node]) => [
  cheaperFromEmit(
    'emit-naive',
    `naive, CPU from emit, ours without gzip, ${node}`,
    workload,
    'naive',
    'processor-none',
    2.2,
  ),
  cheaperFromEmit(
    'emit-naive',
    `naive, CPU from emit, ours with gzip, ${node}`,
    workload,
    'naive',
    'processor-gzip',
    2,
  ),
  cheaperFromEmit(
    'emit-otlp-proto',
    `OTLP proto signed, CPU from emit, ${node}`,
    workload,
    'otlp-proto',
    'processor-none',
    1,
  ),
  cheaperFromEmit(
    'emit-otlp-proto-gzip',
    `OTLP proto signed, CPU from emit, gzip on both, ${node}`,
    workload,
    'otlp-proto-gzip',
    'processor-gzip',
    1.6,
  ),
  ...OUR_PROCESSORS.flatMap(([ours, words]) => [
    cheaperFromEmit(
      'emit-winston-cloudwatch',
      `winston-cloudwatch, CPU from its log, ours ${words}, ${node}`,
      workload,
      'winston-cloudwatch',
      ours,
      3,
    ),
    cheaperFromEmit(
      'emit-naive-main-thread',
      `naive, main thread from emit, ours ${words}, ${node}`,
      workload,
      'naive',
      ours,
      2.5,
      'mainCpu',
    ),
    within(
      'emit-loop-delay',
      `event-loop delay p99 less the idle loop's, 20,000 emitted a second, ours ${words}, ${node}`,
      'ms',
      { workload: steady, subject: ours, metric: 'delayP99', less: 'idle' },
      1.5,
    ),
  ]),
];

/** @type {Target[]} */
const EMIT_ALONE = [
  ...OUR_PROCESSORS.map(([ours, words]) =>
    within(
      'emit-memory',
      `growth of resident memory after warm-up, 1,000,000 emitted, ours ${words}`,
      'MiB',
      { workload: 'emit-memory', subject: ours, metric: 'rssWarm' },
      32,
    ),
  ),
  {
    id: 'emit-mild',
    title: 'OTLP proto signed, CPU at 200 emitted a second, gzip on both',
    unit: 'us/record',
    ours: { workload: 'emit-mild', subject: 'processor-gzip', metric: 'cpu', less: 'noop' },
    other: { workload: 'emit-mild', subject: 'otlp-proto-gzip', metric: 'cpu', less: 'noop' },
    figure: 'ours / other',
    bound: { atMost: 1 },
  },
];

/** What the exporter was built to reach, in the order of the report. @type {readonly Target[]} */
export const TARGETS = [
  ...EMIT.flatMap(fromEmit),
  ...EMIT_ALONE,
  ...CPU,
  ...WINSTON,
  ...WIRE,
  ...FLOOR,
  ...DELAY,
  ...ALONE,
];
