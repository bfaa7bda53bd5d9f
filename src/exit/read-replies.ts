import type { Destination, EventRun, LossReason } from '../events/model.js';
import type { BlockRange, ExitReply } from './protocol.js';

/** A run that became a block of the thread. */
export interface SentRun {
  readonly destination: Destination;
  readonly run: EventRun;
}

/** The outcome for events. */
export interface ExitOutcome {
  /** The service has answered for them, including those that it does not keep. */
  readonly answered: readonly EventRun[];
  readonly lost: readonly {
    readonly destination: Destination;
    readonly events: readonly EventRun[];
    readonly reason: LossReason;
    readonly error: Error | undefined;
  }[];
  /** Why the last call failed. */
  readonly failure: string | undefined;
}

/** Translates the replies of the thread about its blocks to events of this thread. Pure. */
export function readReplies(replies: readonly ExitReply[], sent: readonly SentRun[]): ExitOutcome {
  const runsOf = (ranges: readonly BlockRange[]): EventRun[] =>
    ranges.map(([block, from, to]) => {
      const { run } = sent[block]!;
      return { block: run.block, from: run.from + from, to: run.from + to };
    });
  const answered: EventRun[] = [];
  const lost: ExitOutcome['lost'][number][] = [];
  let failure: string | undefined;
  for (const reply of replies) {
    if (reply.kind === 'answered') answered.push(...runsOf(reply.events));
    else if (reply.kind === 'failed') failure = reply.message;
    else if (reply.events.length > 0) {
      const { destination } = sent[reply.events[0]![0]]!;
      const error = reply.error === undefined ? undefined : new Error(reply.error);
      lost.push({ destination, events: runsOf(reply.events), reason: reply.reason, error });
    }
  }
  return { answered, lost, failure };
}
