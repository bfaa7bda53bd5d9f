import type { Clock } from '../../src/util/clock.js';
import { turn } from './turn.js';

interface Timer {
  readonly at: number;
  readonly keepsAlive: boolean;
  readonly callback: () => void;
}

/** A clock that does not advance on its own. */
export interface FakeClock extends Clock {
  /** Advances by this many milliseconds: each due timer runs at its time, and its promises settle. */
  advance(millis: number): Promise<void>;
  /** Settles everything that needs no time. */
  settle(): Promise<void>;
  /** Waits of the timers that are set, the shortest first. */
  waits(): number[];
  /** Timers that are set and would keep the process alive. */
  readonly keepingAlive: number;
  /** How often `turn` was called. */
  readonly turns: number;
  /** Called at each read of `elapsed`; may advance it. */
  onLook: (() => number) | undefined;
}

const START = Date.UTC(2026, 10, 21);

/** The test sets the time. */
export function createFakeClock(): FakeClock {
  const timers = new Set<Timer>();
  let elapsed = 0;
  let turns = 0;

  const nextUntil = (end: number): Timer | undefined =>
    [...timers].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];

  const clock: FakeClock = {
    now: () => START + elapsed,
    elapsed() {
      elapsed += clock.onLook?.() ?? 0;
      return elapsed;
    },
    schedule(callback, millis, keepAlive) {
      const timer: Timer = { at: elapsed + millis, keepsAlive: keepAlive !== undefined, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    turn() {
      turns++;
      return Promise.resolve();
    },
    async advance(millis) {
      const end = elapsed + millis;
      await clock.settle();
      for (let timer = nextUntil(end); timer !== undefined; timer = nextUntil(end)) {
        timers.delete(timer);
        elapsed = Math.max(elapsed, timer.at);
        timer.callback();
        await clock.settle();
      }
      elapsed = end;
    },
    async settle() {
      for (let count = 0; count < 3; count++) await turn();
    },
    waits: () => [...timers].map(({ at }) => at - elapsed).toSorted((a, b) => a - b),
    get keepingAlive() {
      return [...timers].filter(({ keepsAlive }) => keepsAlive).length;
    },
    get turns() {
      return turns;
    },
    onLook: undefined,
  };
  return clock;
}
