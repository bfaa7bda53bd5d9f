import { openWaitMeter } from './main-thread.mjs';

/**
 * Measures turns of the event loop: from one `setImmediate` to the next, between which the loop does not wait. A turn
 * includes all that runs in it, also the garbage collector, so no synchronous work takes longer than the longest turn.
 * Time in which another process had the CPU is not counted.
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

  /** Ends the measurement; returns the milliseconds of the longest turn. */
  return () => {
    look();
    stopped = true;
    cpu.close();
    return longest;
  };
}
