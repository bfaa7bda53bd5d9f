import type { Clock } from '../util/clock.js';
import { scheduleDeadline } from '../util/deadline.js';

/** Shorter timeouts leave no time to repeat a call, and a slow service no time to answer. */
const LEAST_HALF_MILLIS = 1_000;

/** A body is compressed first: the call of a flush begins a little after the flush. */
const OLD_ENOUGH = 0.8;

/** A flush that starts this soon after one that timed out belongs to the same shutdown. */
const SAME_END_MILLIS = 500;

export interface FlushParts {
  readonly clock: Clock;
  /** Tries at once what waits for its next attempt. */
  readonly retryNow: () => void;
  /** Fails calls that have had no answer for that long, as their connections may be dead; they are repeated. */
  readonly failOldCalls: (olderThanMillis: number) => void;
  /** Resolves when all events so far have an answer; the signal ends the wait. */
  readonly drained: (timeUp: AbortSignal) => Promise<void>;
  /** Increases with every answer of the service. */
  readonly answers: () => number;
}

/**
 * A wait for delivery that is bounded and never rejects.
 *
 * A processor that shuts down flushes once for each export of its queue and then shuts down. With a service that hangs,
 * each of these would wait its full time. So after a flush that timed out without any answer, the flushes right after
 * it wait only a moment each, which is enough for a service that has recovered.
 */
export function createFlush(
  { clock, retryNow, failOldCalls, drained, answers }: FlushParts,
  { flushTimeoutMillis }: { readonly flushTimeoutMillis: number },
): () => Promise<void> {
  let timedOut: { readonly at: number; readonly answers: number } | undefined;

  function isSameEnd(): boolean {
    return (
      timedOut !== undefined &&
      timedOut.answers === answers() &&
      clock.elapsed() - timedOut.at < SAME_END_MILLIS
    );
  }

  return async () => {
    retryNow();
    const answersBefore = answers();
    const millis = isSameEnd() ? Math.min(SAME_END_MILLIS, flushTimeoutMillis) : flushTimeoutMillis;
    const half = millis / 2;
    const cancelHalf =
      half < LEAST_HALF_MILLIS ? undefined : clock.schedule(() => failOldCalls(half * OLD_ENOUGH), half);
    const inTime = await endsInTime(clock, millis, drained);
    cancelHalf?.();
    timedOut = inTime ? undefined : { at: clock.elapsed(), answers: answersBefore };
  };
}

/** Whether the work ended in time. The caller waits, so this timer keeps the process alive. */
function endsInTime(
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
      'keep alive',
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
