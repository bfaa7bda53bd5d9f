/** @import { Trial } from './trial.mjs' */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTrial } from './trial.mjs';

/** The longest life of a process. */
const LIFE_MILLIS = 1_500;

const PAUSE_MILLIS = 4;

/**
 * A durable outbox whose process is killed repeatedly, at random moments, while the service fails in every way.
 * @param {{ seed: number, records: number, rounds: number, node: string, progress: (text: string) => void }} settings
 */
export async function runDurable({ seed, records, rounds, node, progress }) {
  const directory = mkdtempSync(join(tmpdir(), 'cwl-chaos-'));
  const trial = await startTrial({ seed, records, progress, node, options: { outbox: { directory } } });
  try {
    for (let round = 1; round <= rounds; round++) {
      trial.changeFaults();
      const left = records - trial.ledger.counts.acknowledged;
      await liveAndDie(trial, Math.ceil(left / (rounds - round + 1)));
      trial.tellProgress(`${round} of ${rounds} killed`);
    }
    // The last process exports the rest, and sends what the others have left.
    const last = await trial.startService();
    await trial.exportAndDeliver(last, records - trial.ledger.counts.acknowledged);
    return { ...trial.ledger.counts, ...trial.counts, kills: rounds };
  } finally {
    await trial.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * One process: it exports, all groups and streams are deleted, and it is killed, at random moments.
 * @param {Trial} trial
 * @param {number} records
 */
async function liveAndDie(trial, records) {
  const service = await trial.startService();
  service.tell({ kind: 'export', from: 0, to: records, pauseMillis: PAUSE_MILLIS });
  const life = trial.random.below(LIFE_MILLIS);
  const deletion = trial.random.below(life + 1);
  await sleep(deletion);
  trial.collectAndDelete();
  await sleep(life - deletion);
  await service.kill();
}
