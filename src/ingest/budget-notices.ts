import { type Message, messageOf } from '../messages/message.js';
import type { Destination, EventBlock } from '../events/model.js';
import { recordsText } from '../messages/words.js';
import type { Clock } from '../util/clock.js';
import type { Ingest } from './ingest.js';
import { toOwnRecord, type OwnRecord } from './own-record.js';

/** Name of the event, for queries and alarms. */
export const BUDGET_EVENT_NAME = 'cloudwatch_logs.exporter.budget';

export interface BudgetNoticesParts {
  readonly clock: Clock;
  readonly ingest: Pick<Ingest, 'addOwn' | 'resource'>;
  /** The block has a notice: its loss must cause no notice. */
  readonly markInternal: (block: EventBlock) => void;
  readonly warn: (message: Message) => void;
  /** Milliseconds until the budget is renewed. */
  readonly untilRenewal: () => number;
}

/** Reports when the budget is spent and when it is renewed: to each stream its own records, and to the diagnostics. */
export interface BudgetNotices {
  /** A record of the stream was left out. */
  add(destination: Destination): void;
  /** Reports now what is not reported yet. */
  tell(): void;
  /** Stops reporting. */
  close(): void;
}

export function createBudgetNotices(
  { clock, ingest, markInternal, warn, untilRenewal }: BudgetNoticesParts,
  { bytesPerHour, inStreams }: { readonly bytesPerHour: number; readonly inStreams: boolean },
): BudgetNotices {
  const counts = new Map<Destination, number>();
  let began = 0;
  let cancelTimer: (() => void) | undefined;
  let isClosed = false;

  function write(destination: Destination, body: string, attributes: OwnRecord['attributes']): void {
    const { resource } = ingest;
    if (!inStreams || resource === undefined) return;
    void ingest.addOwn(
      destination,
      toOwnRecord({ eventName: BUDGET_EVENT_NAME, body, attributes }, resource, clock.now()),
      markInternal,
    );
  }

  function tell(): void {
    if (counts.size === 0) return;
    cancelTimer?.();
    const [from, to] = [new Date(began).toISOString(), new Date(clock.now()).toISOString()];
    const ended = Array.from(counts);
    counts.clear();
    const total = ended.reduce((sum, [, count]) => sum + count, 0);
    warn(messageOf('CWL_BUDGET_RETURNED', { records: recordsText(total), from, to }));
    for (const [destination, count] of ended) {
      write(destination, `${recordsText(count)} not sent here: the budget was spent`, {
        'budget.count': count,
        'budget.from': from,
        'budget.to': to,
      });
    }
  }

  return {
    add(destination) {
      if (isClosed) return;
      const isFirst = counts.size === 0;
      const count = counts.get(destination) ?? 0;
      counts.set(destination, count + 1);
      if (isFirst) {
        began = clock.now();
        cancelTimer = clock.schedule(tell, untilRenewal());
        warn(messageOf('CWL_BUDGET_SPENT', { bytesPerHour }));
      }
      if (count === 0) {
        write(destination, 'The budget is spent: records are not sent until the hour is over', {
          'budget.from': new Date(clock.now()).toISOString(),
        });
      }
    },
    tell,
    close() {
      isClosed = true;
      cancelTimer?.();
    },
  };
}
