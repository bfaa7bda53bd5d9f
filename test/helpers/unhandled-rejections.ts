import { turn } from './turn.js';

/** The unhandled rejections that `act` caused, after a turn of the event loop. */
export async function unhandledRejections(act: () => unknown): Promise<unknown[]> {
  const reasons: unknown[] = [];
  const listeners = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', (reason) => reasons.push(reason));
  try {
    await act();
    // Node reports a rejection after the microtasks of the turn.
    await turn();
    await turn();
  } finally {
    process.removeAllListeners('unhandledRejection');
    for (const listener of listeners) process.on('unhandledRejection', listener);
  }
  return reasons;
}
