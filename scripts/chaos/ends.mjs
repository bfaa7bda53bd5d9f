/** @import { EndingOrder } from './types.ts' */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startTrial } from './trial.mjs';

/** How a process ends, and its exit code. */
const CODES = {
  'process.exit': 3,
  'uncaught exception': 1,
  'unhandled rejection': 1,
  'plain end': 0,
  'SIGTERM handler': 0,
};

/** Each end with each outbox. */
const CELLS = [false, true].flatMap((isDurable) =>
  Object.entries(CODES).map(([how, code]) => ({ how, code, isDurable })),
);

/** The most records that a process logs. */
const MOST_RECORDS = 100_000;

/** All groups and streams are deleted within this time. */
const DELETE_WITHIN_MILLIS = 500;

/** The longest end of a process; far above what a passing run takes. */
const EXIT_MILLIS = 300_000;

/** With a durable outbox an end waits as long during an outage; far above what the commit takes. */
const DURABLE_EXIT_MILLIS = 5_000;

/**
 * Processes that log, and end at random moments without a shutdown. With a memory outbox each delivers all its records
 * to a slow service. With a durable one the service fails in every way, and later processes deliver the rest.
 * @param {{ seed: number, rounds: number, node: string, progress: (text: string) => void }} settings
 */
export async function runEnds({ seed, rounds, node, progress }) {
  const directory = mkdtempSync(join(tmpdir(), 'cwl-chaos-'));
  // A service that hangs would delay a process that ends on its own.
  const durable = {
    outbox: { directory },
    requestTimeoutMillis: 1_000,
    exitTimeoutMillis: DURABLE_EXIT_MILLIS,
  };
  const trial = await startTrial({ seed, records: MOST_RECORDS, progress, node, options: durable });
  try {
    const cells = Array.from({ length: Math.ceil(rounds / CELLS.length) }, () => CELLS).flat();
    for (const [round, { how, code, isDurable }] of cells.slice(0, rounds).entries()) {
      if (isDurable) trial.changeFaults();
      else trial.slowDown();
      const deletion = setTimeout(trial.collectAndDelete, trial.random.below(DELETE_WITHIN_MILLIS));
      await trial.runToEnd((order) => live(node, how, code, order), isDurable ? durable : {});
      clearTimeout(deletion);
      trial.collectAndDelete();
      trial.tellProgress(`${round + 1} of ${rounds} ended`);
    }
    const last = await trial.startService();
    await trial.exportAndDeliver(last, 0);
    return { ...trial.ledger.counts, ...trial.counts, ends: rounds };
  } finally {
    await trial.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * One process, to its end.
 * @param {string} node
 * @param {string} how
 * @param {number} code
 * @param {Omit<EndingOrder, 'how'>} order
 * @returns {Promise<{ logged: number, lost: number }>}
 */
function live(node, how, code, order) {
  const options = { exitTimeoutMillis: EXIT_MILLIS, ...order.options };
  const args = [
    '--no-warnings',
    fileURLToPath(new URL('ending-service.mjs', import.meta.url)),
    JSON.stringify({ ...order, how, options }),
  ];
  return new Promise((resolve, reject) => {
    const child = execFile(node, args, { timeout: 2 * EXIT_MILLIS }, (_error, stdout, stderr) => {
      try {
        assert.equal(
          child.exitCode,
          code,
          `${how} ended with ${child.exitCode ?? child.signalCode}: ${stderr}`,
        );
        resolve({ logged: sumOf('logged', stdout), lost: sumOf('lost', stdout) });
      } catch (error) {
        reject(error);
      }
    });
  });
}

/**
 * @param {string} what
 * @param {string} said
 */
function sumOf(what, said) {
  const counts = said.matchAll(new RegExp(`^${what} (\\d+)$`, 'gm'));
  return Array.from(counts, ([, count]) => Number(count)).reduce((sum, count) => sum + count, 0);
}
