import type { DeliveryReporter } from '../dispatch/delivery-reporter.js';
import type { Destination, EventBlock, EventRun, EventsByDestination } from '../events/model.js';
import { countOf, sizeOf, subtraction } from '../events/runs.js';
import type { Outbox } from '../outbox/outbox.js';
import type { ExitOutcome } from './read-replies.js';

export interface ExitAccountParts {
  readonly outbox: Pick<Outbox, 'noteAnswered'>;
  readonly reporter: Pick<DeliveryReporter, 'delivered' | 'lost'>;
}

/** Counts the outcome of each event once, over all rounds of an end. The events themselves stay in the outbox. */
export interface ExitAccount {
  /** Those of the events that were in no round yet: these are in one from now on. */
  fresh(events: EventsByDestination): EventsByDestination;
  /** Ends a round with these events; returns how many of them are lost because they have no answer. */
  count(events: EventsByDestination, outcome: Omit<ExitOutcome, 'failure'>): number;
}

export function createExitAccount({ outbox, reporter }: ExitAccountParts): ExitAccount {
  /** The outbox names a block as a whole. Each record that a listener of the end logs is a round: all must be fast. */
  const known = new WeakSet<EventBlock>();
  /** In earlier rounds. */
  const counted: EventRun[] = [];
  /** Stored and without an answer: a later round may get it, and otherwise the next process sends them. */
  const open: [Destination, readonly EventRun[]][] = [];

  return {
    fresh(events) {
      const fresh = events.map(([to, runs]) => [to, runs.filter(({ block }) => !known.has(block))] as const);
      for (const [, runs] of fresh) for (const { block } of runs) known.add(block);
      return withoutEmpty(fresh);
    },

    count(events, { answered, lost }) {
      if (lost.length > 0) {
        const subtractCounted = subtraction(counted);
        for (const { destination, events: refused, reason, error } of lost) {
          reporter.lost(destination, subtractCounted(refused.filter(isPending)).left, reason, error);
        }
      }
      const subtractAnswered = subtraction(answered);
      const subtractRefused = subtraction(lost.flatMap((loss) => loss.events));
      let unsent = 0;
      // Without an answer, those of earlier rounds are as they were.
      const waiting = answered.length + lost.length > 0 ? [...open.splice(0), ...events] : events;
      for (const [to, runs] of waiting) {
        const { removed, left: unanswered } = subtractAnswered(runs.filter(isPending));
        const kept = subtractRefused(removed).left;
        // The time may end between a refusal and its answer.
        const { removed: refused, left } = subtractRefused(unanswered);
        if (kept.length > 0) reporter.delivered(to, countOf(kept), sizeOf(kept));
        const gone = left.filter(({ block }) => !block.isStored);
        if (gone.length > 0) reporter.lost(to, gone, 'shutdown');
        unsent += countOf(gone);
        counted.push(...removed, ...refused, ...gone);
        const stored = left.filter(({ block }) => block.isStored);
        if (stored.length > 0) open.push([to, stored]);
      }
      if (answered.length > 0) outbox.noteAnswered(answered);
      return unsent;
    },
  };
}

/** Otherwise its memory is freed: its events had another outcome since, which is counted, or are on the disk alone. */
function isPending({ block }: EventRun): boolean {
  return block.remaining > 0;
}

function withoutEmpty(events: EventsByDestination): EventsByDestination {
  return events.filter(([, runs]) => runs.length > 0);
}
