import type { DeliveryReporter } from '../dispatch/delivery-reporter.js';
import type { EventRun, EventsByDestination } from '../events/model.js';
import { countOf, sizeOf, subtraction } from '../events/runs.js';
import type { Outbox } from '../outbox/outbox.js';
import type { Outcome } from './read-replies.js';

export interface ExitAccountParts {
  readonly outbox: Pick<Outbox, 'noteAnswered'>;
  readonly reporter: Pick<DeliveryReporter, 'delivered' | 'lost'>;
}

/** Counts the outcome of each event once, over all rounds of an end. The events themselves stay in the outbox. */
export interface ExitAccount {
  /** Those of the events that are in no round yet. */
  fresh(events: EventsByDestination): EventsByDestination;
  /** Ends a round with these events; returns how many of them are lost because they have no answer. */
  settle(events: EventsByDestination, outcome: Omit<Outcome, 'failure'>): number;
}

export function createExitAccount({ outbox, reporter }: ExitAccountParts): ExitAccount {
  /** Counted. */
  let settled: readonly EventRun[] = [];
  /** Stored and without an answer: a later round may get it, and otherwise the next process sends them. */
  let open: EventsByDestination = [];

  return {
    fresh(events) {
      const subtract = subtraction([...settled, ...open.flatMap(([, runs]) => runs)]);
      return withoutEmpty(events.map(([to, runs]) => [to, subtract(runs).left] as const));
    },

    settle(events, { answered, lost }) {
      const subtractSettled = subtraction(settled);
      for (const { destination, events: refused, reason, error } of lost) {
        reporter.lost(destination, subtractSettled(refused).left, reason, error);
      }
      const subtractAnswered = subtraction(answered);
      const subtractRefused = subtraction(lost.flatMap((loss) => loss.events));
      const counted: EventRun[] = [];
      let unsent = 0;
      const waiting = [...open, ...events].map(([to, runs]) => {
        const { removed, left } = subtractAnswered(runs);
        const kept = subtractRefused(removed).left;
        if (kept.length > 0) reporter.delivered(to, countOf(kept), sizeOf(kept));
        const gone = left.filter(({ block }) => !block.isStored);
        if (gone.length > 0) reporter.lost(to, gone, 'shutdown');
        unsent += countOf(gone);
        counted.push(...removed, ...gone);
        return [to, left.filter(({ block }) => block.isStored)] as const;
      });
      open = withoutEmpty(waiting);
      settled = [...settled, ...counted];
      outbox.noteAnswered(answered);
      return unsent;
    },
  };
}

function withoutEmpty(events: EventsByDestination): EventsByDestination {
  return events.filter(([, runs]) => runs.length > 0);
}
