import { setTimeout as pause } from 'node:timers/promises';

/** Nothing that passes takes as long, however slow the machine; a failure says what it waited for. */
const LIMIT_MILLIS = 300_000;

/** Resolves when the condition holds: a test waits for what is to happen, never for a time. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const start = performance.now();
  for (;;) {
    const lookedAt = performance.now();
    if (await condition()) return;
    if (lookedAt - start > LIMIT_MILLIS) throw new Error(`it never held: ${condition.toString()}`);
    // An expensive look must not take the time from what it waits for. A test that has failed holds no process.
    const millis = Math.max(5, 5 * (performance.now() - lookedAt));
    await pause(millis, undefined, { ref: false });
  }
}
