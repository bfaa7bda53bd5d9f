/** @import { EndingOrder } from './types.ts' */
import { setTimeout as sleep } from 'node:timers/promises';
import { startLocalServer } from '../../dist/esm/local-server/index.js';
import { createRandom } from '../../bench/random.mjs';
import { drawFaults } from './faults.mjs';
import { createLedger } from './ledger.mjs';
import { startServiceProcess } from './service-process.mjs';

/** Records between two changes of the faults. */
const CHUNK = 5_000;

/** The most records that wait at once: others would not fit into the outbox, which another test checks. */
const MOST_ON_THE_WAY = 50_000;

/** The longest pause between two deletions. */
const DELETE_WITHIN_MILLIS = 400;

/** The wait for arrivals ends after this time without one. */
const STALLED_MILLIS = 120_000;

/** @typedef {Awaited<ReturnType<typeof startTrial>>} Trial */
/** @typedef {ReturnType<typeof startServiceProcess>} Service */

/**
 * A service, its faults, and the counts of promised records and of those that arrived.
 * @param {{ seed: number, records: number, progress: (text: string) => void, node: string, options: object }} settings
 */
export async function startTrial({ seed, records, progress, node, options }) {
  const random = createRandom(seed);
  const server = await startLocalServer({ random: () => random.below(2 ** 32) / 2 ** 32 });
  const ledger = createLedger(records);
  const counts = { calls: 0, faults: 0, deletions: 0, lost: 0, refused: 0, violations: 0 };
  let processes = 0;

  /** Takes the events that have arrived, and deletes all groups and streams at once. */
  function collectAndDelete() {
    ledger.collect(server.events());
    counts.deletions++;
    counts.calls += server.calls.length;
    counts.faults += server.calls.filter(({ fault }) => fault !== undefined).length;
    counts.violations += server.violations.length;
    server.clear();
  }

  /** @param {string} [text] */
  function tellProgress(text) {
    const { acknowledged, arrived, missing } = ledger.counts;
    const figures = `${acknowledged} acknowledged, ${arrived} arrived, ${missing} in the outbox`;
    progress(text === undefined ? figures : `${text}, ${figures}`);
  }

  function changeFaults() {
    server.faults = drawFaults(random);
  }

  /**
   * Waits until at most this many acknowledged records have not arrived; deletes all groups and streams now and then.
   * @param {number} most
   * @param {() => void} [meanwhile]
   */
  async function arrivals(most, meanwhile) {
    let since = performance.now();
    for (let before = Infinity; ledger.counts.missing > most;) {
      if (ledger.counts.missing !== before) since = performance.now();
      before = ledger.counts.missing;
      if (performance.now() - since > STALLED_MILLIS) return;
      tellProgress();
      meanwhile?.();
      await sleep(random.below(DELETE_WITHIN_MILLIS));
      collectAndDelete();
    }
  }

  return {
    random,
    ledger,
    counts,
    collectAndDelete,

    changeFaults,
    tellProgress,

    /** The service answers all calls, slowly. */
    slowDown() {
      server.faults = [{ kind: 'latency', latencyMillis: random.below(30) }];
    },

    /**
     * Runs a process to its end, and counts what it reports then.
     * @param {(order: Omit<EndingOrder, 'how'>) => Promise<{ logged: number, lost: number }>} live
     * @param {object} more
     */
    async runToEnd(live, more) {
      const number = processes++;
      const { logged, lost } = await live({
        number,
        seed: random.below(2 ** 31),
        options: { clientConfig: server.clientConfig, ...more },
      });
      ledger.acknowledge(number, 0, logged);
      counts.lost += lost;
    },

    /** Opens an exporter in a new process. */
    async startService() {
      const process = processes++;
      const service = startServiceProcess(node, (report) => {
        if (report.kind === 'acknowledged') ledger.acknowledge(process, report.from, report.to);
        if (report.kind === 'refused') counts.refused += report.to - report.from;
        if (report.kind === 'lost') counts.lost += report.count;
      });
      await service.order({
        kind: 'open',
        process,
        seed: random.below(2 ** 31),
        options: { clientConfig: server.clientConfig, ...options },
      });
      return service;
    },

    /**
     * Exports records as fast as they arrive, waits for all that was ever acknowledged, and ends the process.
     * @param {Service} service
     * @param {number} count
     */
    async exportAndDeliver(service, count) {
      // Streams that met several faults in a row wait long; a flush wakes them.
      const changeAndWake = () => {
        changeFaults();
        service.tell({ kind: 'flush' });
      };
      for (let from = 0; from < count; from += CHUNK) {
        changeFaults();
        await service.order({ kind: 'export', from, to: Math.min(count, from + CHUNK), pauseMillis: 0 });
        await arrivals(MOST_ON_THE_WAY, changeAndWake);
      }
      server.faults = [];
      await service.order({ kind: 'flush' });
      await arrivals(0);
      await service.end();
      collectAndDelete();
    },

    close: () => server.close(),
  };
}
