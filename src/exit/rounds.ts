import type { ExitWork } from './exit-event.js';

/** Work at the end of the process that is asked for again when the application logs. */
export interface Rounds extends ExitWork {
  /** Does the work at once, or, where it is being done, once more after it. */
  again(): void;
}

/**
 * The work itself can make the application log, in its meter or in `onLoss`. One more round is for that, and no others:
 * each could make it log again, and the process would never end.
 */
export function createRounds(work: ExitWork): Rounds {
  let isAtWork = false;
  let isAskedFor = false;

  function during<Result>(part: () => Result): Result {
    isAtWork = true;
    try {
      return part();
    } finally {
      isAtWork = false;
    }
  }

  function round(): (() => void) | undefined {
    isAskedFor = false;
    const wait = during(() => work.begin());
    return wait && (() => during(wait));
  }

  function begin(): (() => void) | undefined {
    const wait = round();
    if (wait === undefined && !isAskedFor) return undefined;
    return () => {
      wait?.();
      if (isAskedFor) round()?.();
    };
  }

  return {
    begin,
    again() {
      if (isAtWork) isAskedFor = true;
      else begin()?.();
    },
  };
}
