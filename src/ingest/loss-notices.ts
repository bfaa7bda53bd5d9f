import type { Clock } from '../util/clock.js';
import type { Ingest } from './ingest.js';
import { toOwnRecord, type OwnRecord } from './own-record.js';
import { recordsWereText } from '../messages/words.js';
import { UNKNOWN_DESTINATION } from '../events/destination.js';
import type { Destination, EventBlock, EventSpan, LossReason } from '../events/model.js';

/** Name of the event, for queries and alarms. */
export const LOSS_EVENT_NAME = 'cloudwatch_logs.exporter.loss';

/** Minimum interval between two notices in a stream. */
const TELL_EVERY_MILLIS = 60_000;

/** Losses of one stream that have no notice yet. */
interface Untold {
  readonly counts: Map<LossReason, number>;
  from: number;
  to: number;
}

export interface LossNoticesParts {
  readonly clock: Clock;
  readonly ingest: Pick<Ingest, 'addOwn' | 'resource'>;
  /** The block has a notice: its loss must cause no notice. */
  readonly markInternal: (block: EventBlock) => void;
}

/** Writes the losses of a stream into the stream, where readers of the records see them. */
export interface LossNotices {
  add(destination: Destination, lost: EventSpan, reason: LossReason): void;
  /** Writes now what has no notice yet. */
  tell(): Promise<void>;
  /** Stops writing. */
  close(): void;
}

export function createLossNotices({ clock, ingest, markInternal }: LossNoticesParts): LossNotices {
  const untold = new Map<Destination, Untold>();
  const toldAt = new Map<Destination, number>();
  let timer: { readonly at: number; readonly cancel: () => void } | undefined;

  function dueAt(destination: Destination): number {
    return (toldAt.get(destination) ?? -Infinity) + TELL_EVERY_MILLIS;
  }

  function schedule(): void {
    if (untold.size === 0) return;
    const now = clock.elapsed();
    const soonest = [...untold.keys()].reduce((least, to) => Math.min(least, dueAt(to)), Infinity);
    const next = ingest.resource === undefined ? now + TELL_EVERY_MILLIS : soonest;
    if (timer !== undefined && timer.at <= next) return;
    timer?.cancel();
    const cancel = clock.schedule(
      () => {
        timer = undefined;
        void tellDue(clock.elapsed()).then(schedule);
      },
      Math.max(0, next - now),
    );
    timer = { at: next, cancel };
  }

  async function tellDue(now: number): Promise<void> {
    const service = ingest.resource;
    for (const [destination, loss] of Array.from(untold)) {
      if (service === undefined || dueAt(destination) > now) continue;
      untold.delete(destination);
      toldAt.set(destination, clock.elapsed());
      const record = toOwnRecord(toNotice(loss), service, clock.now());
      // If the notice does not fit, its counts wait for the next one.
      if ((await ingest.addOwn(destination, record, markInternal)) > 0) {
        for (const [reason, count] of loss.counts) tally(destination, reason, count, loss);
      }
    }
    for (const destination of toldAt.keys()) {
      if (!untold.has(destination) && dueAt(destination) <= now) toldAt.delete(destination);
    }
  }

  function tally(
    destination: Destination,
    reason: LossReason,
    count: number,
    { from, to }: Pick<Untold, 'from' | 'to'>,
  ): void {
    const known = untold.get(destination) ?? { counts: new Map<LossReason, number>(), from, to };
    known.counts.set(reason, (known.counts.get(reason) ?? 0) + count);
    known.from = Math.min(known.from, from);
    known.to = Math.max(known.to, to);
    untold.set(destination, known);
  }

  return {
    add(destination, lost, reason) {
      // That stream does not exist: it only counts records without names.
      if (lost.count === 0 || destination === UNKNOWN_DESTINATION) return;
      const isScheduled = timer !== undefined && untold.has(destination);
      tally(destination, reason, lost.count, lost);
      if (!isScheduled) schedule();
    },
    tell: () => tellDue(Infinity),
    close() {
      timer?.cancel();
      untold.clear();
    },
  };
}

function toNotice({ counts, from, to }: Untold): OwnRecord {
  const count = [...counts.values()].reduce((sum, part) => sum + part, 0);
  return {
    eventName: LOSS_EVENT_NAME,
    body: `${recordsWereText(count)} lost here: ${[...counts.keys()].join(', ')}`,
    attributes: {
      'loss.count': count,
      'loss.reasons': Object.fromEntries(counts),
      'loss.from': new Date(from).toISOString(),
      'loss.to': new Date(to).toISOString(),
    },
  };
}
