/**
 * All that comes without a turn of the event loop. What another thread works on needs one, however quick it is.
 */
export async function drainMicrotasks(): Promise<void> {
  for (let count = 0; count < 1_000; count++) await Promise.resolve();
}
