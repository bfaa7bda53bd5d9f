import { CodedError, messageOf } from '../messages/message.js';
import type { SpanContext } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { EncodeOutcome, Encoder } from '../encode/encoder.js';
import { OpenBlock } from '../encode/event-blocks.js';
import { UNKNOWN_DESTINATION } from '../events/destination.js';
import { eventTime, toMillis } from '../events/event-time.js';
import type { Destination, EventBlock, EventSpan, LossReason } from '../events/model.js';
import { spanOfTimes } from '../events/runs.js';
import type { Outbox } from '../outbox/outbox.js';
import type { Router } from '../route/router.js';
import type { CoarseClock } from '../util/coarse-clock.js';
import { severityNumberOf } from '../events/severity.js';
import type { Budget } from './budget.js';
import type { ErrorContext, HeldRecord } from './error-context.js';
import type { Selection } from './selection.js';

export interface IngestParts {
  readonly router: Pick<Router, 'route' | 'entityFor'>;
  readonly encoder: Encoder;
  readonly outbox: Pick<Outbox, 'add'>;
  readonly clock: CoarseClock;
  /** Undefined where all records are sent. */
  readonly selection?: Pick<Selection, 'judge'> | undefined;
  /** Undefined where no records are held for an error. */
  readonly context?: Omit<ErrorContext, 'clear'> | undefined;
  /** Undefined where there is no budget. */
  readonly budget?: Pick<Budget, 'allows' | 'spend'> | undefined;
  /** This many events were added. */
  readonly accepted: (events: number) => void;
  /** Records that became no event. */
  readonly lost: (destination: Destination, lost: EventSpan, reason: LossReason, error?: Error) => void;
}

/** The path of records up to the outbox. Never throws. */
export interface Ingest {
  /**
   * Routes the record and writes it into the open block of its stream, if it is to be sent; returns the number of
   * bytes written.
   */
  add(record: ReadableLogRecord): number;
  /** Passes the open blocks to the outbox; returns how many events since the last commit it refused (later: a journal). */
  commit(): number | Promise<number>;
  /** The same for one record of the exporter itself, at once. */
  addOwn(
    destination: Destination,
    record: ReadableLogRecord,
    own: (block: EventBlock) => void,
  ): number | Promise<number>;
  /** Passes held records without a trace to the outbox, and those of the trace of an uncaught exception. */
  sendHeld(spanContext: SpanContext | undefined): void;
  /** Counts records as lost, except those that would not be sent. */
  reject(records: readonly ReadableLogRecord[], reason: LossReason): void;
  /** Bytes that wait for the answer of the journal. */
  readonly unansweredBytes: number;
  /** Resolves when the outbox has answered for all events so far. */
  answered(): Promise<void>;
  /** Called from now on for each record that the budget leaves out. */
  onOverBudget(listener: (destination: Destination) => void): void;
  /** The resource of the first record. */
  readonly resource: Resource | undefined;
  /** A record is being written: code of the application may run, and must not add another record in between. */
  readonly isBusy: boolean;
}

export function createIngest({
  router,
  encoder,
  outbox,
  clock,
  selection,
  context,
  budget,
  accepted,
  lost,
}: IngestParts): Ingest {
  const open = new Map<Destination, OpenBlock>();
  /** Refused since the last commit, as far as it is known. */
  let refused = 0;
  /** Answers of the outbox since the last commit. */
  let answers: Promise<number>[] = [];
  const unanswered = new Set<Promise<unknown>>();
  let unansweredBytes = 0;
  let resource: Resource | undefined;
  let isBusy = false;
  let overBudget: ((destination: Destination) => void) | undefined;
  /** The encoder's bytes that the budget has counted. */
  let spentBytes = 0;

  function hold(destination: Destination, block: EventBlock): number | Promise<number> {
    const { bytes, ends } = block;
    accepted(ends.length);
    const { length } = bytes;
    const answer = outbox.add(destination, block, router.entityFor(destination));
    if (typeof answer === 'number') return answer;
    unansweredBytes += length;
    const answered = answer.finally(() => {
      unansweredBytes -= length;
      unanswered.delete(answered);
    });
    unanswered.add(answered);
    return answered;
  }

  function holdAll(destination: Destination, blocks: readonly EventBlock[]): void {
    for (const block of blocks) {
      const answer = hold(destination, block);
      if (typeof answer === 'number') refused += answer;
      else answers.push(answer);
    }
  }

  function blockFor(destination: Destination, blocks = open): OpenBlock {
    let found = blocks.get(destination);
    if (found === undefined) blocks.set(destination, (found = new OpenBlock()));
    return found;
  }

  function finishAll(blocks: Iterable<[Destination, OpenBlock]>): void {
    for (const [destination, block] of blocks) {
      const { timestamps } = block;
      try {
        holdAll(destination, encoder.finish(block));
      } catch (cause) {
        // If there is no memory for one block, the other streams still have theirs.
        lost(destination, spanOfTimes(timestamps), 'encode_failed', notJoined(cause));
      }
    }
  }

  function isInBudget(destination: Destination, severityNumber: number | undefined): boolean {
    if (budget === undefined || budget.allows(severityNumber, clock.elapsed())) return true;
    overBudget?.(destination);
    return false;
  }

  function note(destination: Destination, millis: number, outcome: EncodeOutcome): void {
    if (outcome === 'written') {
      budget?.spend(encoder.placedBytes - spentBytes, clock.elapsed());
      spentBytes = encoder.placedBytes;
    }
    if (typeof outcome === 'object') lost(destination, spanOfTimes([millis]), outcome.lost, outcome.error);
  }

  /** Adds a record that was encoded when it arrived. */
  function addHeld(
    { destination, severityNumber, millis, outcome, events }: HeldRecord,
    blocks?: Map<Destination, OpenBlock>,
  ): void {
    if (!isInBudget(destination, severityNumber)) return;
    const block = blockFor(destination, blocks);
    try {
      for (const event of events) encoder.add(event, block);
      note(destination, millis, outcome);
    } catch (cause) {
      // If there is no memory for one record, the others and the error are still sent.
      lost(destination, spanOfTimes([millis]), 'encode_failed', notJoined(cause));
    }
    if (block.full.length > 0) holdAll(destination, block.full.splice(0));
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
        const destination = router.route(record, millis);
        if (context !== undefined) {
          const elapsed = clock.elapsed();
          for (const held of context.before(record, elapsed)) addHeld(held);
          if (verdict === 'hold' && !context.isOfFailure(record, elapsed)) {
            context.hold(record, { destination, time, now: elapsed });
            return encoder.lastBytes;
          }
        }
        if (!isInBudget(destination, severityNumberOf(record))) return 0;
        const block = blockFor(destination);
        const outcome = encoder.encode(record, time, block);
        note(destination, millis, outcome);
        if (block.full.length > 0) holdAll(destination, block.full.splice(0));
        return encoder.lastBytes;
      } catch (cause) {
        // A record may contain anything, such as a getter that throws. That must not lose the others.
        loseUnnamed(now, cause);
        return 0;
      } finally {
        isBusy = false;
      }
    },

    commit() {
      const blocks = [...open];
      open.clear();
      finishAll(blocks);
      const atOnce = refused;
      refused = 0;
      if (answers.length === 0) return atOnce;
      const later = answers;
      answers = [];
      return Promise.all(later).then((counts) => counts.reduce((sum, count) => sum + count, atOnce));
    },

    addOwn(destination, record, own) {
      clock.look();
      const block = new OpenBlock();
      // A notice of a spent budget is written while a record is added, before that record.
      const wasBusy = isBusy;
      isBusy = true;
      try {
        encoder.encode(record, eventTime(record, clock.now()), block);
      } finally {
        isBusy = wasBusy;
      }
      const results = encoder.finish(block).map((finished) => {
        own(finished);
        return hold(destination, finished);
      });
      return results[0] ?? 0;
    },

    sendHeld(spanContext) {
      if (context === undefined) return;
      clock.look();
      // Open blocks may belong to an export, which answers for them.
      const blocks = new Map<Destination, OpenBlock>();
      for (const held of context.ofException(spanContext, clock.elapsed())) addHeld(held, blocks);
      finishAll(blocks);
    },

    reject(records, reason) {
      clock.look();
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
          const destination = router.route(record, millis);
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
      return unansweredBytes;
    },

    async answered() {
      await Promise.all(unanswered);
    },
  };
}

function notJoined(cause: unknown): Error {
  return new CodedError(messageOf('CWL_EVENTS_NOT_JOINED'), { cause });
}
