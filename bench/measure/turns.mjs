import { openWaitMeter } from './main-thread.mjs';

/**
 * Watches how long the event loop belongs to one turn: from one `setImmediate` to the next, between which it waits for
 * nothing. All that runs in a turn is in it, the garbage collector too, so no stretch of synchronous work is longer
 * than the longest turn. Time in which another process had the CPU is left out.
 */
export function watchTurns() {
  const cpu = openWaitMeter();
  let longest = 0;
  let last = performance.now();
  let lastWaited = cpu.waitedMillis();
  let stopped = false;

  function look() {
    if (stopped) return;
    const now = performance.now();
    const waited = cpu.waitedMillis();
    longest = Math.max(longest, now - last - (waited - lastWaited));
    last = now;
    lastWaited = waited;
    setImmediate(look);
  }
  setImmediate(look);

  /** Ends it; milliseconds of the longest turn. */
  return () => {
    look();
    stopped = true;
    cpu.close();
    return longest;
  };
}
