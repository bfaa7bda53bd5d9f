/** @import { Measurement, SubjectName, Workload } from '../types.js' */
/** @import { Column } from './columns.mjs' */
import { COLUMNS } from './columns.mjs';
import { fixed, table } from './markdown.mjs';
import { median, medianOf, spread, valuesOf } from './statistics.mjs';

/**
 * Medians over the rounds and, if they vary, the minimum and the maximum; and the naive exporter's CPU as a multiple of
 * each subject's.
 *
 * @param {Workload} workload
 * @param {readonly Measurement[]} measured
 */
export function workloadTable({ name, title, drive, subjects }, measured) {
  const columns = COLUMNS[drive];
  const titles = [
    '',
    ...columns.map((column) => column.title),
    ...(comparesCpu(columns) ? ['naive CPU / x'] : []),
  ];
  return `### ${title}\n\n${table(
    titles,
    subjects.map((subject) => rowOf(measured, name, subject, columns)),
  )}`;
}

/** @param {readonly Column[]} columns */
function comparesCpu(columns) {
  return columns.some(({ metric }) => metric === 'cpu');
}

/**
 * @param {readonly Measurement[]} measured
 * @param {string} workload
 * @param {SubjectName} subject
 * @param {readonly Column[]} columns
 */
function rowOf(measured, workload, subject, columns) {
  const cells = columns.map((column) => cell(measured, workload, subject, column));
  if (!comparesCpu(columns)) return [subject, ...cells];
  const ratio = medianOf(measured, workload, 'naive', 'cpu') / medianOf(measured, workload, subject, 'cpu');
  return [subject, ...cells, Number.isFinite(ratio) ? ratio.toFixed(2) : '-'];
}

/**
 * @param {readonly Measurement[]} measured
 * @param {string} workload
 * @param {SubjectName} subject
 * @param {Column} column
 */
function cell(measured, workload, subject, { metric, digits, varies }) {
  const values = valuesOf(measured, workload, subject, metric);
  if (values.length === 0) return '-';
  const middle = fixed(median(values), digits);
  if (!varies || values.length === 1) return middle;
  const [least, most] = spread(values);
  return `${middle} (${fixed(least, digits)} to ${fixed(most, digits)})`;
}
