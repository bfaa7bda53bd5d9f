import { startTrial } from './trial.mjs';

/**
 * A memory outbox whose process keeps running while the service fails in every way.
 * @param {{ seed: number, records: number, progress: (text: string) => void }} settings
 */
export async function runMemory({ seed, records, progress }) {
  const trial = await startTrial({ seed, records, progress, node: process.execPath, options: {} });
  try {
    const service = await trial.startService();
    await trial.exportAndDeliver(service, records);
    return { ...trial.ledger.counts, ...trial.counts };
  } finally {
    await trial.close();
  }
}
