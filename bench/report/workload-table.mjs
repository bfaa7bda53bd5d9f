/** @import { Measurement, SubjectName, Workload } from '../types.js' */
/** @import { Metric } from './statistics.mjs' */
import { table } from './markdown.mjs';
import { median, spread, valuesOf } from './statistics.mjs';

/** @type {readonly (readonly [title: string, metric: Metric, digits: number])[]} */
const COLUMNS = [
  ['CPU us/record', 'cpu', 2],
  ['main thread us/record', 'mainCpu', 2],
  ['krecords/s', 'rate', 1],
  ['RSS growth MiB', 'rss', 0],
  ['of it after warm-up', 'rssWarm', 0],
  ['wire B/record', 'wire', 0],
  ['requests', 'requests', 0],
  ['loop p50 ms', 'delayP50', 2],
  ['p99 ms', 'delayP99', 2],
  ['max ms', 'delayMax', 1],
];

/**
 * Medians over the rounds, the spread of the CPU, and how often the naive exporter's CPU contains each one's.
 *
 * @param {Workload} workload
 * @param {readonly Measurement[]} measured
 */
export function workloadTable(workload, measured) {
  const { name, title, subjects } = workload;
  const cpuOfNaive = median(valuesOf(measured, name, 'naive', 'cpu'));
  const rows = subjects.map((subject) => [subject, ...cells(measured, name, subject, cpuOfNaive)]);
  return `### ${title}\n\n${table(['', ...titles()], rows)}`;
}

function titles() {
  const [cpu, ...others] = COLUMNS.map(([title]) => title);
  return [cpu ?? '', 'min-max', 'naive / x', ...others];
}

/**
 * @param {readonly Measurement[]} measured
 * @param {string} workload
 * @param {SubjectName} subject
 * @param {number} cpuOfNaive
 */
function cells(measured, workload, subject, cpuOfNaive) {
  const texts = COLUMNS.map(([, metric, digits]) => {
    const values = valuesOf(measured, workload, subject, metric);
    return values.length === 0 ? '-' : median(values).toFixed(digits);
  });
  const cpu = valuesOf(measured, workload, subject, 'cpu');
  const [least, most] = spread(cpu);
  const [medianCpu, ...others] = texts;
  const ratio = cpuOfNaive / median(cpu);
  return [
    medianCpu ?? '-',
    `${least.toFixed(2)}-${most.toFixed(2)}`,
    Number.isFinite(ratio) ? ratio.toFixed(2) : '-',
    ...others,
  ];
}
