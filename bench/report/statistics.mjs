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

/** Reads a value from a measurement; undefined if it was not measured. */
export const METRICS = {
  cpu: (/** @type {Measurement} */ { cpuMicros, records }) => perRecord(cpuMicros, records),
  mainCpu: (/** @type {Measurement} */ { mainMicros, records }) => perRecord(mainMicros, records),
  ofCore: (/** @type {Measurement} */ { cpuMicros, seconds }) => cpuMicros / seconds / 10_000,
  rate: (/** @type {Measurement} */ { records, seconds }) =>
    records > 0 ? records / seconds / 1_000 : undefined,
  rss: (/** @type {Measurement} */ { rssGrowth }) => rssGrowth / 2 ** 20,
  held: (/** @type {Measurement} */ { heldGrowth }) => heldGrowth / 2 ** 20,
  rssWarm: (/** @type {Measurement} */ { rssGrowthWarm }) => rssGrowthWarm / 2 ** 20,
  wire: (/** @type {Measurement} */ { sink, records }) => perRecord(sink.wireBytes, records),
  requests: (/** @type {Measurement} */ { sink }) => sink.requests,
  delayP50: (/** @type {Measurement} */ { loopDelay }) => loopDelay?.p50,
  delayP99: (/** @type {Measurement} */ { loopDelay }) => loopDelay?.p99,
  delayMax: (/** @type {Measurement} */ { loopDelay }) => loopDelay?.max,
  turnMedian: (/** @type {Measurement} */ { longestTurns }) => ofTurns(longestTurns, median),
  turnMax: (/** @type {Measurement} */ { longestTurns }) =>
    ofTurns(longestTurns, (turns) => Math.max(...turns)),
};

/** @typedef {keyof typeof METRICS} Metric */

/** @param {number | undefined} amount @param {number} records */
function perRecord(amount, records) {
  return amount === undefined || records === 0 ? undefined : amount / records;
}

/** @param {readonly number[]} turns @param {(turns: readonly number[]) => number} of */
function ofTurns(turns, of) {
  return turns.length === 0 ? undefined : of(turns);
}

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

/**
 * The median over the rounds; NaN if nothing was measured.
 *
 * @param {readonly Measurement[]} measured
 * @param {string} workload
 * @param {SubjectName} subject
 * @param {Metric} metric
 */
export function medianOf(measured, workload, subject, metric) {
  return median(valuesOf(measured, workload, subject, metric));
}
