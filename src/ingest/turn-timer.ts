import type { Clock } from '../util/clock.js';

/** Longest run of work before the event loop turns. */
const STRETCH_MILLIS = 2;

/** Pieces of work between two reads of the clock, which is slow compared with a small piece. */
const LOOK_EVERY = 16;

/** Bytes written between two reads: sixteen usual events, or one large. Sixteen large ones would block the loop. */
const LOOK_EVERY_BYTES = 32 * 1024;

/** Measures the time of work, and says when it is time for the event loop to turn. */
export interface TurnTimer {
  /** Work starts, or continues after a pause. */
  resume(): void;
  /** Nothing is measured until `resume`. */
  pause(): void;
  /** Called after each piece of work, with the bytes that it wrote. */
  isDue(bytes?: number): boolean;
  /** Lets the event loop turn. */
  turn(): Promise<void>;
}

/**
 * Time adds up over pauses: a processor that passes one export after the other, without a turn of the event loop between
 * them, must not block the loop with many short runs either.
 */
export function createTurnTimer(clock: Clock): TurnTimer {
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
    isDue(bytes = 0) {
      bytesUntilLook -= bytes;
      if (--untilLook > 0 && bytesUntilLook > 0) return false;
      untilLook = LOOK_EVERY;
      bytesUntilLook = LOOK_EVERY_BYTES;
      return spentMillis + clock.elapsed() - resumedAt >= STRETCH_MILLIS;
    },
    async turn() {
      await clock.turn();
      spentMillis = 0;
      resumedAt = clock.elapsed();
    },
  };
}
