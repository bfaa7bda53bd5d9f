import type { Clock } from '../util/clock.js';

/** Longest stretch of work before other work gets its turn. */
const STRETCH_MILLIS = 2;

/** Pieces of work between two looks at the clock, which is dear beside a small one. */
const LOOK_EVERY = 16;

/** Bytes written between two looks: sixteen usual events, or one large. Sixteen large ones would hold the loop. */
const LOOK_EVERY_BYTES = 32 * 1024;

/** Counts the time that work takes, and says when other work should get its turn. */
export interface EventLoopBudget {
  /** Work begins, or goes on after a pause. */
  resume(): void;
  /** Nothing is done until `resume`. */
  pause(): void;
  /** To be asked after each piece of work, with the bytes that it wrote. */
  isSpent(bytes?: number): boolean;
  /** Lets the event loop turn. */
  rest(): Promise<void>;
}

/**
 * Time adds up over pauses: a processor that hands over one export after the other, without a turn of the loop between
 * them, must not hold the loop with many short ones either.
 */
export function createEventLoopBudget(clock: Clock): EventLoopBudget {
  let spentMillis = 0;
  let resumedAt = 0;
  let untilLook = LOOK_EVERY;
  let bytesUntilLook = LOOK_EVERY_BYTES;
  return {
    resume() {
      resumedAt = clock.elapsed();
    },
    pause() {
      spentMillis += clock.elapsed() - resumedAt;
    },
    isSpent(bytes = 0) {
      bytesUntilLook -= bytes;
      if (--untilLook > 0 && bytesUntilLook > 0) return false;
      untilLook = LOOK_EVERY;
      bytesUntilLook = LOOK_EVERY_BYTES;
      return spentMillis + clock.elapsed() - resumedAt >= STRETCH_MILLIS;
    },
    async rest() {
      await clock.turn();
      spentMillis = 0;
      resumedAt = clock.elapsed();
    },
  };
}
