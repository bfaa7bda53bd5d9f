/** @import { Measurement, SubjectName } from '../types.js' */

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/** @param {readonly number[]} values @returns {[least: number, most: number]} */
export function spread(values) {
  return [Math.min(...values), Math.max(...values)];
}

/** What is read from a measurement; nothing where it was not measured. */
export const METRICS = {
  cpu: (/** @type {Measurement} */ { cpuMicros, records }) => cpuMicros / records,
  mainCpu: (/** @type {Measurement} */ { mainMicros, records }) => mainMicros && mainMicros / records,
  rate: (/** @type {Measurement} */ { records, seconds }) => records / seconds / 1_000,
  rss: (/** @type {Measurement} */ { rssGrowth }) => rssGrowth / 2 ** 20,
  rssWarm: (/** @type {Measurement} */ { rssGrowthWarm }) => rssGrowthWarm / 2 ** 20,
  wire: (/** @type {Measurement} */ { sink, records }) => sink.wireBytes / records,
  requests: (/** @type {Measurement} */ { sink }) => sink.requests,
  delayP50: (/** @type {Measurement} */ { loopDelay }) => loopDelay?.p50,
  delayP99: (/** @type {Measurement} */ { loopDelay }) => loopDelay?.p99,
  delayMax: (/** @type {Measurement} */ { loopDelay }) => loopDelay?.max,
};

/** @typedef {keyof typeof METRICS} Metric */

/**
 * The values of one metric over the rounds.
 *
 * @param {readonly Measurement[]} measured
 * @param {string} workload
 * @param {SubjectName} subject
 * @param {Metric} metric
 */
export function valuesOf(measured, workload, subject, metric) {
  return measured
    .filter((one) => one.workload === workload && one.subject === subject)
    .map(METRICS[metric])
    .filter((value) => value !== undefined);
}
