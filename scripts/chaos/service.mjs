// A service under test: exports on request, and reports to its parent what was acknowledged.
/** @import { ChaosOrder, ChaosReport } from './types.ts' */
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../../bench/random.mjs';
import { CloudWatchLogRecordExporter } from '../../dist/esm/index.js';
import { GROUP, recordOf } from './records.mjs';

/** Exports that overlap, and records of one of them, at most. */
const EXPORTS_AT_ONCE = 4;
const RECORDS_OF_EXPORT = 600;

const startedAt = Math.floor(Date.now() / 1_000);
/** @type {CloudWatchLogRecordExporter | undefined} */
let exporter;
let random = createRandom(0);
let self = 0;

/** @param {ChaosReport} report */
function tell(report) {
  if (process.connected) process.send?.(report);
}

/** @param {Extract<ChaosOrder, { kind: 'open' }>} order */
function open({ process, seed, options }) {
  self = process;
  random = createRandom(seed);
  exporter = new CloudWatchLogRecordExporter({
    logGroupName: GROUP,
    logStreamName: '{attributes.stream}',
    logGroup: { retentionInDays: 7 },
    format: 'body',
    // Many small calls get more faults than a few large ones.
    maxBatchCount: 200,
    requestTimeoutMillis: 1_000,
    flushTimeoutMillis: 200,
    ...options,
    onLoss: ({ reason, count }) => tell({ kind: 'lost', reason, count }),
  });
}

/**
 * @param {number} from
 * @param {number} to
 * @returns {Promise<void>}
 */
function exportOnce(from, to) {
  const records = Array.from({ length: to - from }, (_, index) => recordOf(self, from + index, startedAt));
  return new Promise((resolve) => {
    exporter?.export(records, ({ error }) => {
      tell({ kind: error === undefined ? 'acknowledged' : 'refused', from, to });
      resolve();
    });
  });
}

/** @param {Extract<ChaosOrder, { kind: 'export' }>} order */
async function exportAll({ from, to, pauseMillis }) {
  /** @type {Set<Promise<void>>} */
  const underWay = new Set();
  for (let next = from; next < to;) {
    const end = Math.min(to, next + 1 + random.below(RECORDS_OF_EXPORT));
    const exported = exportOnce(next, end).finally(() => underWay.delete(exported));
    underWay.add(exported);
    if (underWay.size >= EXPORTS_AT_ONCE) await Promise.race(underWay);
    if (pauseMillis > 0) await sleep(random.below(pauseMillis));
    next = end;
  }
  await Promise.all(underWay);
}

/** @param {ChaosOrder} order */
async function carryOut(order) {
  switch (order.kind) {
    case 'open':
      return open(order);
    case 'export':
      return exportAll(order);
    case 'flush':
      return exporter?.forceFlush();
    case 'shutdown':
      await exporter?.shutdown();
      process.disconnect();
  }
}

let line = Promise.resolve();
process.on('message', (/** @type {ChaosOrder} */ order) => {
  line = line.then(() => carryOut(order)).then(() => tell({ kind: 'done', order: order.kind }));
});
