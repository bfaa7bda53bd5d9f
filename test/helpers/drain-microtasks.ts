/**
 * Runs everything that needs no turn of the event loop. Work of another thread always needs one.
 */
export async function drainMicrotasks(): Promise<void> {
  for (let count = 0; count < 1_000; count++) await Promise.resolve();
}
