/** @import { Drive } from '../types.js' */
/** @import { Metric } from './statistics.mjs' */

/**
 * @typedef {object} Column
 * @property {string} title
 * @property {Metric} metric
 * @property {number} digits
 * @property {boolean} [varies] its spread is worth a look
 * @property {boolean} [moreIsBetter]
 */

/** @type {readonly Column[]} */
const UNDER_LOAD = [
  { title: 'CPU us/record', metric: 'cpu', digits: 2, varies: true },
  { title: 'main thread us/record', metric: 'mainCpu', digits: 2, varies: true },
  { title: 'krecords/s', metric: 'rate', digits: 1, varies: true, moreIsBetter: true },
  { title: 'RSS growth MiB', metric: 'rss', digits: 0, varies: true },
  { title: 'of it after warm-up', metric: 'rssWarm', digits: 0 },
  { title: 'left after GC', metric: 'held', digits: 0 },
  { title: 'wire B/record', metric: 'wire', digits: 0 },
  { title: 'requests', metric: 'requests', digits: 0 },
  { title: 'loop delay p50 ms', metric: 'delayP50', digits: 2 },
  { title: 'p99 ms', metric: 'delayP99', digits: 2, varies: true },
  { title: 'max ms', metric: 'delayMax', digits: 1, varies: true },
];

/** @type {readonly Column[]} */
const MILD = [
  { title: 'CPU, % of a core', metric: 'ofCore', digits: 2, varies: true },
  { title: 'CPU us/record', metric: 'cpu', digits: 0, varies: true },
  { title: 'main thread us/record', metric: 'mainCpu', digits: 0, varies: true },
  { title: 'RSS growth MiB', metric: 'rss', digits: 0, varies: true },
  { title: 'of it after warm-up', metric: 'rssWarm', digits: 0 },
  { title: 'left after GC', metric: 'held', digits: 0 },
  { title: 'wire B/record', metric: 'wire', digits: 0 },
  { title: 'requests', metric: 'requests', digits: 0 },
];

/** What says something of a workload depends on how it is driven. @type {Record<Drive, readonly Column[]>} */
export const COLUMNS = {
  exports: UNDER_LOAD,
  processor: UNDER_LOAD,
  emit: UNDER_LOAD,
  'emit-steady': UNDER_LOAD,
  // The watch keeps the loop busy, so the CPU time would be its own.
  turns: [
    { title: 'longest turn of an export ms', metric: 'turnMedian', digits: 2, varies: true },
    { title: 'longest of all ms', metric: 'turnMax', digits: 2, varies: true },
  ],
  mild: MILD,
  'emit-mild': MILD,
};
