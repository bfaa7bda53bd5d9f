import { isSpanContextValid, TraceFlags, type SpanContext } from '@opentelemetry/api';
import { leastNumberOf } from '../events/severity.js';

/** From this severity on records are sent whatever their trace is. */
const ALWAYS_SENT = leastNumberOf('ERROR');

/** Whether a record belongs to a trace that is not sampled, and is not an error. An unknown severity is sent. */
export function isUnsampled(
  spanContext: SpanContext | undefined,
  severityNumber: number | undefined,
): boolean {
  return (
    spanContext !== undefined &&
    severityNumber !== undefined &&
    severityNumber < ALWAYS_SENT &&
    (spanContext.traceFlags & TraceFlags.SAMPLED) === 0 &&
    isSpanContextValid(spanContext)
  );
}
