import { CodedError, messageOf } from '../messages/message.js';
import type { SpanContext } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { UNKNOWN_DESTINATION } from '../events/destination.js';
import { eventTime, toMillis } from '../events/event-time.js';
import type { Destination, EventBlock, LossReason } from '../events/model.js';
import { spanOfTimes } from '../events/runs.js';
import type { Outbox } from '../outbox/outbox.js';
import type { Router } from '../route/router.js';
import type { CoarseClock } from '../util/coarse-clock.js';
import { type Severity, severityNumberOf } from '../events/severity.js';
import type { Budget } from './budget.js';
import type { ErrorContext, HeldRecord } from './error-context.js';
import { type EventBlocks, notJoined } from './event-blocks.js';
import { OpenBlock } from './open-block.js';
import type { EventOutcome, EventWriter } from './event-writer.js';
import {
  type BlocksByRoute,
  createOpenBlocks,
  type OpenBlocks,
  type OpenBlocksParts,
} from './open-blocks.js';
import type { Selection } from './selection.js';

export interface IngestParts extends OpenBlocksParts {
  readonly router: Pick<Router, 'route' | 'routeTo'>;
  readonly writer: EventWriter;
  readonly outbox: Pick<Outbox, 'add' | 'entityOf'>;
  readonly events: Pick<EventBlocks, 'add' | 'finish' | 'placedBytes'>;
  readonly clock: CoarseClock;
  /** Undefined where all records are sent. */
  readonly selection?: Pick<Selection, 'judge'> | undefined;
  /** Undefined where no records are held for an error. */
  readonly context?: Omit<ErrorContext, 'clear'> | undefined;
  /** Undefined where there is no budget. */
  readonly budget?: Pick<Budget, 'allows' | 'spend'> | undefined;
}

/** The path of records up to the outbox. Never throws. */
export interface Ingest extends Pick<OpenBlocks, 'commit' | 'unansweredBytes' | 'answered'> {
  /**
   * Routes the record and writes it into the open block of its stream, if it is to be sent; returns the number of
   * bytes written.
   */
  add(record: ReadableLogRecord): number;
  /** Passes one record of the exporter itself to the outbox, at once; returns how many events were refused. */
  addOwn(
    destination: Destination,
    record: ReadableLogRecord,
    markInternal: (block: EventBlock) => void,
  ): number | Promise<number>;
  /** Passes held records without a trace to the outbox, and those of the trace of an uncaught exception. */
  sendHeld(spanContext: SpanContext | undefined): void;
  /** The process ends: a record that is being written is not finished, and others can be added. */
  interrupt(): void;
  /** Counts records as lost, except those that would not be sent. */
  reject(records: readonly ReadableLogRecord[], reason: LossReason): void;
  /** Called from now on for each record that the budget leaves out. */
  onOverBudget(listener: (destination: Destination) => void): void;
  /** The resource of the first record. */
  readonly resource: Resource | undefined;
  /** A record is being written: code of the application may run, and must not add another record in between. */
  readonly isBusy: boolean;
}

export function createIngest({
  router,
  writer,
  events,
  outbox,
  clock,
  selection,
  context,
  budget,
  accepted,
  lost,
}: IngestParts): Ingest {
  const blocks = createOpenBlocks({ events, outbox, accepted, lost });
  let resource: Resource | undefined;
  let isBusy = false;
  let overBudget: ((destination: Destination) => void) | undefined;
  /** The bytes in blocks that the budget has counted. */
  let spentBytes = 0;

  function isInBudget(destination: Destination, record: Severity): boolean {
    if (budget === undefined || budget.allows(severityNumberOf(record), clock.elapsed())) return true;
    overBudget?.(destination);
    return false;
  }

  function note(destination: Destination, millis: number, outcome: EventOutcome): void {
    if (outcome === 'written') {
      budget?.spend(events.placedBytes - spentBytes, clock.elapsed());
      spentBytes = events.placedBytes;
    }
    if (typeof outcome === 'object') lost(destination, spanOfTimes([millis]), outcome.lost, outcome.error);
  }

  /** Adds a record that was encoded when it arrived. */
  function addHeld(
    { route, severityNumber, millis, outcome, events: held }: HeldRecord,
    apart?: BlocksByRoute,
  ): void {
    const { destination } = route;
    if (!isInBudget(destination, { severityNumber })) return;
    const block = blocks.blockOf(route, apart);
    try {
      for (const event of held) events.add(event, block);
      note(destination, millis, outcome);
    } catch (cause) {
      // If there is no memory for one record, the others and the error are still sent.
      lost(destination, spanOfTimes([millis]), 'encode_failed', notJoined(cause));
    }
    blocks.addFull(route, block);
  }

  function loseUnnamed(now: number, cause: unknown): void {
    const error = new CodedError(messageOf('CWL_NAMES_NOT_READ'), { cause });
    lost(UNKNOWN_DESTINATION, spanOfTimes([now]), 'encode_failed', error);
  }

  return {
    add(record) {
      const now = clock.now();
      isBusy = true;
      try {
        const verdict = selection?.judge(record) ?? 'send';
        if (verdict === 'leave out') return 0;
        resource ??= record.resource;
        const time = eventTime(record, now);
        const millis = toMillis(time);
        const route = router.route(record, millis);
        const { destination } = route;
        if (context !== undefined) {
          const elapsed = clock.elapsed();
          for (const held of context.before(record, elapsed)) addHeld(held);
          if (verdict === 'hold' && !context.isOfFailure(record, elapsed)) {
            context.hold(record, { route, time, now: elapsed });
            return writer.lastBytes;
          }
        }
        if (!isInBudget(destination, record)) return 0;
        const block = blocks.blockOf(route);
        const outcome = writer.write(record, time, block);
        note(destination, millis, outcome);
        blocks.addFull(route, block);
        return writer.lastBytes;
      } catch (cause) {
        // A record may contain anything, such as a getter that throws. That must not lose the others.
        loseUnnamed(now, cause);
        return 0;
      } finally {
        isBusy = false;
      }
    },

    commit: blocks.commit,

    addOwn(destination, record, markInternal) {
      clock.update();
      const block = new OpenBlock();
      // A notice of a spent budget is written while a record is added, before that record.
      const wasBusy = isBusy;
      isBusy = true;
      try {
        writer.write(record, eventTime(record, clock.now()), block);
      } finally {
        isBusy = wasBusy;
      }
      const route = router.routeTo(destination) ?? { destination, entity: outbox.entityOf(destination) };
      const results = events.finish(block).map((finished) => {
        markInternal(finished);
        return blocks.add(route, finished);
      });
      return results[0] ?? 0;
    },

    sendHeld(spanContext) {
      if (context === undefined) return;
      clock.update();
      // Open blocks may belong to an export, which answers for them.
      const apart: BlocksByRoute = new Map();
      for (const held of context.ofException(spanContext, clock.elapsed())) addHeld(held, apart);
      blocks.addAll(apart);
    },

    interrupt() {
      isBusy = false;
    },

    reject(records, reason) {
      clock.update();
      const now = clock.now();
      const times = new Map<Destination, number[]>();
      for (const record of records) {
        try {
          const verdict = selection?.judge(record) ?? 'send';
          if (verdict === 'leave out') continue;
          if (verdict === 'hold' && context?.isOfFailure(record, clock.elapsed()) !== true) {
            context?.leaveOut();
            continue;
          }
          const millis = toMillis(eventTime(record, now));
          const { destination } = router.route(record, millis);
          const known = times.get(destination);
          if (known === undefined) times.set(destination, [millis]);
          else known.push(millis);
        } catch (cause) {
          loseUnnamed(now, cause);
        }
      }
      for (const [destination, rejected] of times) lost(destination, spanOfTimes(rejected), reason);
    },

    onOverBudget(listener) {
      overBudget = listener;
    },

    get resource() {
      return resource;
    },

    get isBusy() {
      return isBusy;
    },

    get unansweredBytes() {
      return blocks.unansweredBytes;
    },

    answered: blocks.answered,
  };
}
