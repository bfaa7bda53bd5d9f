import { INVALID_TRACEID, type HrTime, type SpanContext } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { EncodeOutcome, Encoder } from '../encode/encoder.js';
import { type LooseEvent, LooseEvents } from '../encode/event-blocks.js';
import { toMillis } from '../events/event-time.js';
import type { Destination } from '../events/model.js';
import { leastNumberOf, severityNumberOf } from '../events/severity.js';
import type { ErrorContextSettings } from '../options/resolve-options.js';
import { createHeldContext, type LeftOutReason } from './held-context.js';

/** From this level on a record is about the end of the process, and not about its own trace alone. */
const FATAL = leastNumberOf('FATAL');

/** A record as it was when it came, for the case that it is sent after all. */
export interface HeldRecord {
  readonly destination: Destination;
  readonly severityNumber: number | undefined;
  /** Its time in milliseconds since the epoch. */
  readonly millis: number;
  readonly outcome: EncodeOutcome;
  readonly events: readonly LooseEvent[];
}

/** Where a record goes, and when. */
export interface Placed {
  readonly destination: Destination;
  readonly time: HrTime;
  /** Milliseconds of a clock that never goes back. */
  readonly now: number;
}

/** Holds what is not sent, and gives it back when its trace fails. */
export interface ErrorContext {
  /** What is to be sent before the record: where it is an error, all that its trace holds. */
  before(record: ReadableLogRecord, now: number): readonly HeldRecord[];
  /** What is to be sent when an exception is not caught: what has no trace, and what the trace of the exception holds. */
  ofException(spanContext: SpanContext | undefined, now: number): readonly HeldRecord[];
  /** Whether the record belongs to a failure, or is one, and is sent whatever its level. */
  isOfFailure(record: ReadableLogRecord, now: number): boolean;
  /** Writes the record, and holds it. */
  hold(record: ReadableLogRecord, placed: Placed): void;
  /** Counts a record as not sent that comes too late to be held. */
  leaveOut(): void;
  /** Counts what is held as not sent. */
  clear(): void;
}

const NOTHING: readonly HeldRecord[] = [];

export function createErrorContext(
  settings: ErrorContextSettings,
  encoder: Pick<Encoder, 'encode'>,
  leftOut: (reason: LeftOutReason) => void,
): ErrorContext {
  const trigger = leastNumberOf(settings.trigger);
  const held = createHeldContext<HeldRecord>(settings, leftOut);

  function isTrigger(record: ReadableLogRecord): boolean {
    return (severityNumberOf(record) ?? 0) >= trigger;
  }

  /** What ends the process may have begun in what has no trace. */
  function failAll(traceId: string | undefined, now: number): readonly HeldRecord[] {
    const ofNone = held.fail(undefined, now);
    return traceId === undefined ? ofNone : [...ofNone, ...held.fail(traceId, now)];
  }

  return {
    before(record, now) {
      if (!isTrigger(record)) return NOTHING;
      const isLast = (severityNumberOf(record) ?? 0) >= FATAL;
      const traceId = traceIdOf(record);
      return isLast ? failAll(traceId, now) : held.fail(traceId, now);
    },

    ofException: (spanContext, now) => failAll(traceIdOf({ spanContext }), now),

    isOfFailure: (record, now) => isTrigger(record) || held.hasFailed(traceIdOf(record), now),

    hold(record, { destination, time, now }) {
      const target = new LooseEvents();
      const outcome = encoder.encode(record, time, target);
      if (outcome === 'skipped') return;
      // A list that has grown has room for more than there is.
      const events = target.events.slice();
      const bytes = events.reduce((sum, { wire }) => sum + wire.length, 0);
      const severityNumber = severityNumberOf(record);
      const item = { destination, severityNumber, millis: toMillis(time), outcome, events };
      held.hold(traceIdOf(record), item, bytes, now);
    },

    leaveOut: () => leftOut('no_error'),

    clear: held.clear,
  };
}

/** The check of the whole context costs as much as a tenth of writing the record. */
function traceIdOf({ spanContext }: { readonly spanContext?: SpanContext | undefined }): string | undefined {
  const traceId = spanContext?.traceId;
  return traceId === INVALID_TRACEID || traceId === '' ? undefined : traceId;
}
