/** @import { Measurement } from '../types.js' */
/** @import { Reading, Target } from './targets.mjs' */
import { medianOf } from './statistics.mjs';

/**
 * @typedef {object} Verdict
 * @property {Target} target
 * @property {number} ours NaN where it was not measured, as the others
 * @property {number | undefined} other
 * @property {number} figure
 * @property {'met' | 'not met' | 'not measured'} outcome
 */

/**
 * Compares the medians of a run with a target.
 *
 * @param {Target} target
 * @param {readonly Measurement[]} measured
 * @returns {Verdict}
 */
export function judge(target, measured) {
  const ours = read(target.ours, measured);
  const other = target.other && read(target.other, measured);
  const figure = figureOf(target, ours, other ?? NaN);
  return { target, ours, other, figure, outcome: outcomeOf(target, figure) };
}

/** @param {Target} target @param {number} ours @param {number} other */
function figureOf({ figure }, ours, other) {
  if (figure === 'ours') return ours;
  return figure === 'ours / other' ? ours / other : other / ours;
}

/** @param {Target} target @param {number} figure */
function outcomeOf({ bound }, figure) {
  if (Number.isNaN(figure)) return 'not measured';
  const isMet = 'atLeast' in bound ? figure >= bound.atLeast : figure <= bound.atMost;
  return isMet ? 'met' : 'not met';
}

/** @param {Reading} reading @param {readonly Measurement[]} measured */
function read({ workload, subject, metric, less }, measured) {
  const value = medianOf(measured, workload, subject, metric);
  // A subject costs less than the one that does nothing only by chance.
  return less === undefined ? value : Math.max(0, value - medianOf(measured, workload, less, metric));
}
