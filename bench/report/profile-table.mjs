/** @import { ProfiledJob, Workload } from '../types.js' */
import { GROUP_NAMES } from '../profile/groups.mjs';
import { table } from './markdown.mjs';

/**
 * Microseconds of CPU for a record, by group, with one column for each subject.
 *
 * @param {Workload} workload
 * @param {readonly ProfiledJob[]} profiled
 */
export function profileTable({ name }, profiled) {
  const jobs = profiled.filter(({ workload }) => workload === name);
  const row = (/** @type {string} */ title, /** @type {(job: ProfiledJob) => number} */ micros) => [
    title,
    ...jobs.map((job) => micros(job).toFixed(2)),
  ];
  const rows = GROUP_NAMES.map((group) => row(group, ({ microsByGroup }) => microsByGroup[group] ?? 0));
  const total = row('in all', ({ microsByGroup }) => Object.values(microsByGroup).reduce((a, b) => a + b, 0));
  return table(['', ...jobs.map(({ subject }) => subject)], [...rows, total]);
}
