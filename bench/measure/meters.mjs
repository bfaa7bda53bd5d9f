import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { mainThreadNanos } from './main-thread.mjs';

/** Between two looks at the resident memory, which cost a little each. */
const RSS_MILLIS = 25;

/** Between two collections. */
const SWEEP_MILLIS = 50;

/** Keeps the highest resident memory; asked often, looks seldom. */
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

/** Bytes that are in use, on the heap and beside it, once all garbage is collected. */
export async function heldBytes() {
  // What lies beside the heap is let go of by another thread: the next collection counts without it.
  globalThis.gc?.();
  await wait(SWEEP_MILLIS);
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/**
 * Begins to measure; the function it gives ends it. The delay of the loop is looked at each millisecond, which is
 * work too: it is left out where next to nothing is to be measured.
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
