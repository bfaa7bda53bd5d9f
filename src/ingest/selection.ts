import { trace, type Context, type SpanContext } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { NotSentReason } from '../events/model.js';
import { severityNumberOf } from '../events/severity.js';
import type { ResolvedOptions } from '../options/resolve-options.js';
import { createSeverityFilter } from './severity-filter.js';
import { isUnsampled } from './trace-filter.js';

/** What is known of a record before it is made. */
export interface RecordToBe {
  readonly context: Context;
  readonly instrumentationScope: { readonly name: string };
  readonly severityNumber?: number;
}

/** Decides which records are sent, and counts the others. */
export interface Selection {
  /** Whether the record is sent. */
  takes(record: ReadableLogRecord): boolean;
  /** Whether a record like that would be sent. */
  wouldTake(record: RecordToBe): boolean;
}

/** Undefined where all records are sent, so that nothing is asked of them. */
export function createSelection(
  { minSeverity, traceBased }: Pick<ResolvedOptions, 'minSeverity' | 'traceBased'>,
  notSent: (reason: NotSentReason) => void,
): Selection | undefined {
  if (minSeverity === undefined && !traceBased) return undefined;
  const leastFor = minSeverity && createSeverityFilter(minSeverity);
  /** The last that was refused before it was made, and is counted. */
  let counted: Pick<RecordToBe, 'instrumentationScope' | 'severityNumber'> | undefined;

  function reasonAgainst(
    scopeName: string,
    severityNumber: number | undefined,
    spanContext: SpanContext | undefined,
  ): NotSentReason | undefined {
    if (severityNumber === undefined) return undefined;
    if (leastFor !== undefined && severityNumber < leastFor(scopeName)) return 'severity';
    return traceBased && isUnsampled(spanContext, severityNumber) ? 'not_sampled' : undefined;
  }

  return {
    takes(record) {
      const { instrumentationScope, severityNumber, spanContext } = record;
      const before = counted;
      counted = undefined;
      const reason = reasonAgainst(instrumentationScope.name, severityNumberOf(record), spanContext);
      if (reason === undefined) return true;
      // Beside a processor that takes all, the SDK makes the record right after our answer.
      const isCounted =
        before?.instrumentationScope === instrumentationScope && before.severityNumber === severityNumber;
      if (!isCounted) notSent(reason);
      return false;
    },
    wouldTake({ context, instrumentationScope, severityNumber }) {
      const known = severityNumberOf({ severityNumber });
      const spanContext = traceBased ? trace.getSpanContext(context) : undefined;
      const reason = reasonAgainst(instrumentationScope.name, known, spanContext);
      counted = reason === undefined ? undefined : { instrumentationScope, severityNumber };
      if (reason === undefined) return true;
      notSent(reason);
      return false;
    },
  };
}
