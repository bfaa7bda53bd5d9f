import type { Clock } from './clock.js';

/** A wait is divided into this many slices, none of them shorter than `MIN_SLICE_MILLIS`. */
const SLICES = 8;
const MIN_SLICE_MILLIS = 250;

/**
 * Calls back when the time is over, measured in time that the event loop ran: if the loop stood still (a debugger, a
 * long task, a frozen process) or the clock jumped, that costs one slice and not the whole time. Before the call the
 * loop polls its sockets once more, because the answer may be there. Returns the function that cancels it.
 */
export function scheduleDeadline(
  clock: Clock,
  callback: () => void,
  millis: number,
  keepAlive?: 'keep alive',
): () => void {
  const slices = Math.min(SLICES, Math.max(1, Math.floor(millis / MIN_SLICE_MILLIS)));
  let left = slices;
  let cancelSlice: () => void;
  let isOver = false;

  function next(): void {
    cancelSlice = clock.schedule(() => (--left > 0 ? next() : void lookOnce()), millis / slices, keepAlive);
  }

  async function lookOnce(): Promise<void> {
    await clock.turn();
    if (!isOver) callback();
  }

  next();
  return () => {
    isOver = true;
    cancelSlice();
  };
}
