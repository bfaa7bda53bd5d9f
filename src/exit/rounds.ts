import type { ExitWork } from '../util/exit-event.js';

/** Work at the end of the process that is asked for again when the application logs. */
export interface Rounds extends ExitWork {
  /** Does the work at once, or, where it is being done, once more after it. Nothing while a record is being written. */
  again(): void;
}

/**
 * The work itself can make the application log, in its meter or in `onLoss`, as can that of others between the two parts
 * of this one. One more round is for that, and no others: each could make it log again, and the process would never end.
 */
export function createRounds(work: ExitWork, isWriting: () => boolean): Rounds {
  /** From the begin of the work until it has been waited for. */
  let isAtWork = false;
  let isAskedFor = false;

  function finish(wait: (() => void) | undefined): void {
    try {
      wait?.();
      if (isAskedFor) work.begin()?.();
    } finally {
      isAtWork = false;
    }
  }

  function begin(): (() => void) | undefined {
    isAtWork = true;
    isAskedFor = false;
    let wait: (() => void) | undefined;
    try {
      wait = work.begin();
    } catch (error) {
      isAtWork = false;
      throw error;
    }
    return () => finish(wait);
  }

  return {
    begin,
    again() {
      if (isAtWork) isAskedFor = true;
      else if (!isWriting()) begin()?.();
    },
  };
}
