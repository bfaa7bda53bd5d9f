import { INVALID_TRACEID, type HrTime, type SpanContext } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { toMillis } from '../events/event-time.js';
import { FATAL_NUMBER, leastNumberOf, severityNumberOf } from '../events/severity.js';
import type { ErrorContextSettings } from '../options/resolve-options.js';
import type { Route } from '../route/route.js';
import { type LooseEvent, LooseEvents } from './event-blocks.js';
import type { EventOutcome, EventWriter } from './event-writer.js';
import { createHeldContext, type LeftOutReason } from './held-context.js';

/** A record encoded when it arrived, in case it is sent later. */
export interface HeldRecord {
  readonly route: Route;
  readonly severityNumber: number | undefined;
  /** Its time in milliseconds since the epoch. */
  readonly millis: number;
  readonly outcome: EventOutcome;
  readonly events: readonly LooseEvent[];
}

/** Where a record is sent, and when. */
export interface Placed {
  readonly route: Route;
  readonly time: HrTime;
  /** Milliseconds of a monotonic clock. */
  readonly now: number;
}

/** Holds records that are not sent, and returns them when their trace fails. */
export interface ErrorContext {
  /** The records to send before this one: if it is an error, everything that its trace holds. */
  before(record: ReadableLogRecord, now: number): readonly HeldRecord[];
  /** The records to send at an uncaught exception: those without a trace, and those of the trace of the exception. */
  ofException(spanContext: SpanContext | undefined, now: number): readonly HeldRecord[];
  /** Whether the record is an error or belongs to a failure, and is sent at any level. */
  isOfFailure(record: ReadableLogRecord, now: number): boolean;
  /** Writes the record, and holds it. */
  hold(record: ReadableLogRecord, placed: Placed): void;
  /** Counts a record as not sent that arrives too late to be held. */
  leaveOut(): void;
  /** Counts held records as not sent. */
  clear(): void;
}

const NOTHING: readonly HeldRecord[] = [];

export function createErrorContext(
  settings: ErrorContextSettings,
  writer: Pick<EventWriter, 'write'>,
  leftOut: (reason: LeftOutReason) => void,
): ErrorContext {
  const trigger = leastNumberOf(settings.trigger);
  const held = createHeldContext<HeldRecord>(settings, leftOut);

  function isTrigger(record: ReadableLogRecord): boolean {
    return (severityNumberOf(record) ?? 0) >= trigger;
  }

  /** The cause of the end of the process may be in the records without a trace. */
  function failAll(traceId: string | undefined, now: number): readonly HeldRecord[] {
    const ofNone = held.fail(undefined, now);
    return traceId === undefined ? ofNone : [...ofNone, ...held.fail(traceId, now)];
  }

  return {
    before(record, now) {
      if (!isTrigger(record)) return NOTHING;
      // Such a record is about the end of the process, and not about its own trace alone.
      const isLast = (severityNumberOf(record) ?? 0) >= FATAL_NUMBER;
      const traceId = traceIdOf(record);
      return isLast ? failAll(traceId, now) : held.fail(traceId, now);
    },

    ofException: (spanContext, now) => failAll(traceIdOf({ spanContext }), now),

    isOfFailure: (record, now) => isTrigger(record) || held.hasFailed(traceIdOf(record), now),

    hold(record, { route, time, now }) {
      const target = new LooseEvents();
      const outcome = writer.write(record, time, target);
      if (outcome === 'skipped') return;
      // A list that has grown has spare room.
      const events = target.events.slice();
      const bytes = events.reduce((sum, { wire }) => sum + wire.length, 0);
      const severityNumber = severityNumberOf(record);
      const item = { route, severityNumber, millis: toMillis(time), outcome, events };
      held.hold(traceIdOf(record), item, bytes, now);
    },

    leaveOut: () => leftOut('no_error'),

    clear: held.clear,
  };
}

/** Checking the whole context costs a tenth of the time to write the record. */
function traceIdOf({ spanContext }: { readonly spanContext?: SpanContext | undefined }): string | undefined {
  const traceId = spanContext?.traceId;
  return traceId === INVALID_TRACEID || traceId === '' ? undefined : traceId;
}
