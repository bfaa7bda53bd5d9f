/** @import { EventBlock, EventRun } from '../../src/events/model.js' */
/** @import { Source } from './encode.mjs' */
import { bench, do_not_optimize, group } from 'mitata';

/** The limits of the service. */
const LIMITS = { maxBatchBytes: 1_048_576, maxBatchCount: 10_000 };

const EVENTS = 10_000;
const EVENT_BYTES = 100;
const BLOCK_EVENTS = 400;
const STREAMS = 50;
const DAY_MILLIS = 86_400_000;

/** Times of events by their place in the order of arrival. @type {Record<string, (index: number) => number>} */
const ORDERS = {
  'in order': (index) => index,
  'out of order': (index) => (index * 7_919) % EVENTS,
  'stray times': (index) => (index % 100 === 0 ? 3 * DAY_MILLIS : 0) + index,
};

/** The first batch of 10,000 pending events. @param {Source} source */
export function benchCutBatch({ cutBatch }) {
  group(`cut a batch, ${EVENTS} pending events`, () => {
    for (const [name, time] of Object.entries(ORDERS)) {
      const pending = pendingEvents(EVENTS, time);
      bench(`cut a batch, ${name}`, () => do_not_optimize(cutBatch(pending, 0, LIMITS)));
    }
    const streams = Array.from({ length: STREAMS }, () => pendingEvents(EVENTS / STREAMS, (index) => index));
    bench(`cut a batch, one of each of ${STREAMS} streams`, () => {
      for (const pending of streams) do_not_optimize(cutBatch(pending, 0, LIMITS));
    });
  });
}

/** @param {number} count @param {(index: number) => number} time @returns {EventRun[]} */
function pendingEvents(count, time) {
  /** @type {EventRun[]} */
  const runs = [];
  for (let first = 0; first < count; first += BLOCK_EVENTS) {
    const length = Math.min(BLOCK_EVENTS, count - first);
    runs.push({ block: blockOf(first, length, time), from: 0, to: length });
  }
  return runs;
}

/** @param {number} first @param {number} length @param {(index: number) => number} time @returns {EventBlock} */
function blockOf(first, length, time) {
  return {
    bytes: new Uint8Array(0),
    ends: Uint32Array.from({ length }, (_, index) => (index + 1) * (EVENT_BYTES + 1) - 1),
    timestamps: Float64Array.from({ length }, (_, index) => time(first + index)),
    sizes: new Uint32Array(length).fill(EVENT_BYTES),
    arrival: first,
    isStored: false,
    remaining: length,
  };
}
