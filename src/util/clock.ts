import timers from 'node:timers';

/** Read at load. jsdom has no global one, and the fake timers of a test would stop the exporter. */
const { setImmediate } = timers;

/** Time as an argument, so that tests need no sleep. */
export interface Clock {
  /** Milliseconds since the epoch; may jump. */
  now(): number;
  /** Milliseconds since an unspecified moment; never goes back. */
  elapsed(): number;
  /** Calls back later; returns the function that cancels it. A timer keeps no process alive unless `keepAlive` is given. */
  schedule(callback: () => void, millis: number, keepAlive?: 'keep alive'): () => void;
  /** Lets the event loop turn once. */
  turn(): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  schedule(callback, millis, keepAlive) {
    const timer = setTimeout(callback, millis);
    // In a simulated browser, timers are numbers.
    if (keepAlive === undefined) timer.unref?.();
    return () => clearTimeout(timer);
  },
  turn: () => new Promise((resolve) => void setImmediate(resolve)),
};
