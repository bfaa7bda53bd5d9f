import { setTimeout as pause } from 'node:timers/promises';

/** No passing test takes this long, however slow the machine; a failure says what it waited for. */
const LIMIT_MILLIS = 300_000;

/** Resolves when the condition holds: a test waits for an event, never for a time. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const start = performance.now();
  for (;;) {
    const lookedAt = performance.now();
    if (await condition()) return;
    if (lookedAt - start > LIMIT_MILLIS) throw new Error(`it never held: ${condition.toString()}`);
    // A slow condition must not block what it waits for. A failed test keeps no process alive.
    const millis = Math.max(5, 5 * (performance.now() - lookedAt));
    await pause(millis, undefined, { ref: false });
  }
}
