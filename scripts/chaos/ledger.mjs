/** @import { StoredEvent } from '../../dist/esm/local-server/index.js' */
import { messageOf, ownerOf, STREAMS, streamOf } from './records.mjs';

const ACKNOWLEDGED = 1;
const ARRIVED = 2;

/**
 * Compares the promised records with those that arrived.
 * @param {number} recordsOfProcess at most
 */
export function createLedger(recordsOfProcess) {
  /** @type {Map<number, { marks: Uint8Array, last: Int32Array }>} */
  const processes = new Map();
  const counts = { acknowledged: 0, arrived: 0, missing: 0, twice: 0, outOfOrder: 0, corrupt: 0 };

  /** @param {number} process */
  function entryOf(process) {
    let entry = processes.get(process);
    if (entry === undefined) {
      entry = { marks: new Uint8Array(recordsOfProcess), last: new Int32Array(STREAMS).fill(-1) };
      processes.set(process, entry);
    }
    return entry;
  }

  /** @param {StoredEvent} event */
  function arrive({ message, logStreamName }) {
    const { process, id } = ownerOf(message);
    if (message !== messageOf(process, id) || logStreamName !== streamOf(id)) {
      counts.corrupt++;
      return;
    }
    const { marks, last } = entryOf(process);
    const mark = marks[id] ?? 0;
    if (mark & ARRIVED) {
      counts.twice++;
      return;
    }
    // Copies may follow, but first copies arrive in order.
    if (id < (last[id % STREAMS] ?? 0)) counts.outOfOrder++;
    last[id % STREAMS] = id;
    marks[id] = mark | ARRIVED;
    counts.arrived++;
    if (mark & ACKNOWLEDGED) counts.missing--;
  }

  return {
    /** Of all processes; `missing` are acknowledged and have not arrived. */
    counts,

    /**
     * Records from `from` to `to`, which is not included, were acknowledged.
     * @param {number} process
     * @param {number} from
     * @param {number} to
     */
    acknowledge(process, from, to) {
      const { marks } = entryOf(process);
      for (let id = from; id < to; id++) {
        const mark = marks[id] ?? 0;
        marks[id] = mark | ACKNOWLEDGED;
        counts.acknowledged++;
        if (!(mark & ARRIVED)) counts.missing++;
      }
    },

    /**
     * Events of each stream in the order of their arrival.
     * @param {readonly StoredEvent[]} events
     */
    collect(events) {
      for (const event of events) arrive(event);
    },
  };
}
