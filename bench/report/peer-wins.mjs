/** @import { Measurement, SubjectName, Workload } from '../types.js' */
/** @import { Column } from './columns.mjs' */
import { COLUMNS } from './columns.mjs';
import { medianOf } from './statistics.mjs';

/** A smaller difference is noise. */
const MARGIN = 1.05;

/** Columns without a sentence: they follow from another column, or are no cost. */
const LEFT_OUT = new Set(['rssWarm', 'held', 'requests', 'delayP50', 'delayMax', 'turnMax', 'ofCore']);

/** @type {Partial<Record<SubjectName, readonly ('ours-none' | 'ours-gzip')[]>>} who is like which of ours; the second is the default */
const COUNTERPARTS = {
  naive: ['ours-none', 'ours-gzip'],
  'naive-side-by-side': ['ours-none', 'ours-gzip'],
  'otlp-proto': ['ours-none', 'ours-gzip'],
  'otlp-proto-gzip': ['ours-gzip'],
  'otlp-json': ['ours-none', 'ours-gzip'],
  'otlp-json-gzip': ['ours-gzip'],
  'winston-cloudwatch': ['ours-none', 'ours-gzip'],
};

/**
 * Lists in words where a peer's median is better than ours by more than a twentieth.
 *
 * @param {readonly Workload[]} workloads
 * @param {readonly Measurement[]} measured
 */
export function peerWins(workloads, measured) {
  const lines = workloads.flatMap((workload) => {
    const wins = workload.subjects.flatMap((peer) => winsOf(workload, peer, measured));
    return wins.length === 0 ? [] : [`- ${workload.title}`].concat(wins);
  });
  return lines.length === 0 ? 'Nowhere in this run.\n' : `${lines.join('\n')}\n`;
}

/**
 * @param {Workload} workload
 * @param {SubjectName} peer
 * @param {readonly Measurement[]} measured
 */
function winsOf({ name, drive }, peer, measured) {
  return (COUNTERPARTS[peer] ?? []).flatMap((ours) => {
    const wins = COLUMNS[drive]
      .filter(({ metric }) => !LEFT_OUT.has(metric))
      .flatMap((column) => {
        const theirs = medianOf(measured, name, peer, column.metric);
        const own = medianOf(measured, name, ours, column.metric);
        return isBetter(column, theirs, own)
          ? [`${column.title} ${theirs.toFixed(column.digits)} against ${own.toFixed(column.digits)}`]
          : [];
      });
    return wins.length === 0 ? [] : [`  - \`${peer}\` beats \`${ours}\`: ${wins.join('; ')}`];
  });
}

/** @param {Column} column @param {number} theirs @param {number} own */
function isBetter({ moreIsBetter = false }, theirs, own) {
  return moreIsBetter ? theirs > own * MARGIN : theirs * MARGIN < own;
}
