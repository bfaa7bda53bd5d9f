import { type Message, messageOf } from '../messages/message.js';
import { whereOf } from '../messages/words.js';
import type { Clock } from '../util/clock.js';
import type { Destination, EventSpan, Loss, LossReason } from '../events/model.js';
import { recordsText } from '../messages/words.js';

/** Minimum interval between two reports for one reason and one stream. */
const TELL_EVERY_MILLIS = 1_000;

export interface LossesParts {
  readonly clock: Clock;
  readonly onLoss: ((loss: Loss) => void) | undefined;
  readonly warn: (message: Message) => void;
  /** The error without content and secrets. */
  readonly redact: (error: Error) => Error;
}

export type LossListener = (destination: Destination, lost: EventSpan, reason: LossReason) => void;

/** The one place that reports losses. */
export interface Losses {
  /** Events that are lost, for this reason. */
  add(destination: Destination, lost: EventSpan, reason: LossReason, error?: Error): void;
  /** From now on called for each loss that is added. */
  subscribe(listener: LossListener): void;
  /** Reports at once what is not reported yet. */
  tell(): void;
}

export function createLosses({ clock, onLoss, warn, redact }: LossesParts): Losses {
  const untold = new Map<string, Loss>();
  let cancelTimer: (() => void) | undefined;
  let toldAt = -Infinity;
  let listener: LossListener | undefined;

  function tell(): void {
    cancelTimer?.();
    cancelTimer = undefined;
    toldAt = clock.elapsed();
    const losses = [...untold.values()];
    untold.clear();
    for (const loss of losses) {
      warn(describe(loss));
      // A rejected promise too: an error of the application must not end its process.
      new Promise((resolve) => resolve(onLoss?.(loss))).catch(() => warn(messageOf('CWL_ON_LOSS_THREW')));
    }
  }

  return {
    add(destination, lost, reason, error) {
      if (lost.count === 0) return;
      const { logGroupName, logStreamName } = destination;
      const key = JSON.stringify([reason, logGroupName, logStreamName]);
      const known = untold.get(key);
      const cause = known?.error ?? error;
      untold.set(key, {
        reason,
        count: (known?.count ?? 0) + lost.count,
        logGroupName,
        logStreamName,
        from: Math.min(known?.from ?? Infinity, lost.from),
        to: Math.max(known?.to ?? -Infinity, lost.to),
        ...(cause && { error: known?.error ?? redact(cause) }),
      });
      // Called later, so that the application's code never runs inside `export`.
      cancelTimer ??= clock.schedule(tell, Math.max(0, toldAt + TELL_EVERY_MILLIS - clock.elapsed()));
      listener?.(destination, lost, reason);
    },
    subscribe(newListener) {
      listener = newListener;
    },
    tell,
  };
}

function describe({ reason, count, from, to, error, ...destination }: Loss): Message {
  return messageOf('CWL_EVENTS_LOST', {
    records: recordsText(count),
    where: whereOf(destination),
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    reason,
    error: error ? ` (${String(error)})` : '',
  });
}
