import type { Clock } from '../util/clock.js';
import { scheduleDeadline } from '../util/deadline.js';

/** Shorter ones leave no time to make a call anew, and a slow service no time to answer. */
const LEAST_HALF_MILLIS = 1_000;

/** A body is compressed first: the call of a flush begins a little after the flush. */
const OLD_ENOUGH = 0.8;

/** A flush that starts so soon after one whose time ran out is another step of the same end. */
const SAME_END_MILLIS = 500;

export interface FlushParts {
  readonly clock: Clock;
  /** Tries at once what waits for its next attempt. */
  readonly retryNow: () => void;
  /** Makes calls anew that have had no answer for so long: their connections may be dead. */
  readonly renew: (olderThanMillis: number) => void;
  /** Resolves when all that came so far has its answer; the signal says that nobody waits any more. */
  readonly drained: (timeUp: AbortSignal) => Promise<void>;
  /** Counts up with every answer of the service. */
  readonly answers: () => number;
}

/**
 * A wait for delivery that is bounded and never rejects.
 *
 * A processor that ends flushes once for each export of its queue and then shuts down; with a service that hangs,
 * each of these would wait its full time. So when the time of one ran out without an answer, the next ones right
 * after it wait only a moment each, which is enough for a service that is back.
 */
export function createFlush(
  { clock, retryNow, renew, drained, answers }: FlushParts,
  { flushTimeoutMillis }: { readonly flushTimeoutMillis: number },
): () => Promise<void> {
  let givenUp: { readonly at: number; readonly answers: number } | undefined;

  function isSameEnd(): boolean {
    return (
      givenUp !== undefined && givenUp.answers === answers() && clock.elapsed() - givenUp.at < SAME_END_MILLIS
    );
  }

  return async () => {
    retryNow();
    const answersBefore = answers();
    const millis = isSameEnd() ? Math.min(SAME_END_MILLIS, flushTimeoutMillis) : flushTimeoutMillis;
    const half = millis / 2;
    const cancelHalf =
      half < LEAST_HALF_MILLIS ? undefined : clock.schedule(() => renew(half * OLD_ENOUGH), half);
    const inTime = await within(clock, millis, drained);
    cancelHalf?.();
    givenUp =
      inTime || answers() !== answersBefore ? undefined : { at: clock.elapsed(), answers: answersBefore };
  };
}

/** Whether the work ended in its time. The caller waits, so this timer keeps the process alive. */
function within(
  clock: Clock,
  millis: number,
  work: (timeUp: AbortSignal) => Promise<void>,
): Promise<boolean> {
  const controller = new AbortController();
  return new Promise((resolve) => {
    const cancel = scheduleDeadline(
      clock,
      () => {
        controller.abort();
        resolve(false);
      },
      millis,
      'holds process',
    );
    void work(controller.signal).then(
      () => {
        cancel();
        return resolve(true);
      },
      () => resolve(false),
    );
  });
}
