import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { mainThreadNanos } from './main-thread.mjs';

/** Interval between two reads of the resident memory, each of which has a cost. */
const RSS_MILLIS = 25;

/** Interval between two garbage collections. */
const SWEEP_MILLIS = 50;

/** Keeps the highest resident memory; called often, reads it rarely. */
export function createRssMeter() {
  let highest = 0;
  let nextLook = 0;

  return {
    sample() {
      const now = performance.now();
      if (now < nextLook) return;
      nextLook = now + RSS_MILLIS;
      highest = Math.max(highest, process.memoryUsage.rss());
    },
    get highest() {
      return Math.max(highest, process.memoryUsage.rss());
    },
  };
}

/** Bytes in use, on the heap and outside of it, after garbage collection. */
export async function heldBytes() {
  // Another thread frees the memory outside of the heap: only the next collection counts without it.
  globalThis.gc?.();
  await wait(SWEEP_MILLIS);
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/**
 * Starts to measure; the returned function ends it. The delay of the loop is read each millisecond, which takes CPU:
 * it is not read if almost nothing is to be measured.
 *
 * @param {{ watchesLoop: boolean }} settings
 */
export function startMeters({ watchesLoop }) {
  const histogram = watchesLoop ? monitorEventLoopDelay({ resolution: 1 }) : undefined;
  histogram?.enable();
  const mainBefore = mainThreadNanos();
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();

  return () => {
    const seconds = (performance.now() - startedAt) / 1_000;
    const { user, system } = process.cpuUsage(cpuBefore);
    const mainAfter = mainThreadNanos();
    histogram?.disable();
    return {
      seconds,
      cpuMicros: user + system,
      mainMicros:
        mainBefore === undefined || mainAfter === undefined ? undefined : (mainAfter - mainBefore) / 1_000,
      loopDelay: histogram && {
        p50: histogram.percentile(50) / 1e6,
        p99: histogram.percentile(99) / 1e6,
        max: histogram.max / 1e6,
      },
    };
  };
}
