import { trace, type Context, type SpanContext } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { NotSentReason } from '../events/model.js';
import { leastNumberOf, severityNumberOf } from '../events/severity.js';
import type { ErrorContextSettings, ResolvedOptions } from '../options/resolve-options.js';
import { createSeverityFilter } from './severity-filter.js';
import { isUnsampled } from './trace-filter.js';

/** The facts of a record before it is created. */
export interface RecordToBe {
  readonly context: Context;
  readonly instrumentationScope: { readonly name: string };
  readonly severityNumber?: number;
}

/** The decision about a record. `hold`: it is sent if its trace fails. */
export type Verdict = 'send' | 'hold' | 'leave out';

/** Decides which records are sent, and counts those that are left out. */
export interface Selection {
  judge(record: ReadableLogRecord): Verdict;
  /** Whether such a record would be sent, or held. */
  wouldAdd(record: RecordToBe): boolean;
}

/** Undefined where all records are sent, so that no check runs. */
export function createSelection(
  {
    minSeverity,
    traceBased,
    errorContext,
  }: Pick<ResolvedOptions, 'minSeverity' | 'traceBased' | 'errorContext'>,
  notSent: (reason: NotSentReason) => void,
): Selection | undefined {
  if (minSeverity === undefined && !traceBased) return undefined;
  const leastFor = minSeverity && createSeverityFilter(minSeverity);
  const leastHeld = errorContext === undefined ? Infinity : leastOf(errorContext);
  /** The last record that was refused before it was created, and is counted. */
  let counted: Pick<RecordToBe, 'instrumentationScope' | 'severityNumber'> | undefined;

  function reasonAgainst(
    scope: RecordToBe['instrumentationScope'] | undefined,
    severityNumber: number | undefined,
    spanContext: SpanContext | undefined,
  ): NotSentReason | undefined {
    if (severityNumber === undefined) return undefined;
    if (leastFor !== undefined && severityNumber < leastFor(nameOf(scope))) return 'severity';
    return traceBased && isUnsampled(spanContext, severityNumber) ? 'not_sampled' : undefined;
  }

  return {
    judge(record) {
      const { instrumentationScope, severityNumber, spanContext } = record;
      const before = counted;
      counted = undefined;
      const known = severityNumberOf(record);
      const reason = reasonAgainst(instrumentationScope, known, spanContext);
      if (reason === undefined) return 'send';
      if (known !== undefined && known >= leastHeld) return 'hold';
      // Beside a processor that takes all records, the SDK creates the record right after this answer.
      const isCounted =
        before !== undefined &&
        before.instrumentationScope === instrumentationScope &&
        before.severityNumber === severityNumber;
      if (!isCounted) notSent(reason);
      return 'leave out';
    },
    wouldAdd({ context, instrumentationScope, severityNumber }) {
      const known = severityNumberOf({ severityNumber });
      const spanContext = traceBased ? trace.getSpanContext(context) : undefined;
      const isHeld = known !== undefined && known >= leastHeld;
      const reason = isHeld ? undefined : reasonAgainst(instrumentationScope, known, spanContext);
      counted = reason === undefined ? undefined : { instrumentationScope, severityNumber };
      if (reason === undefined) return true;
      notSent(reason);
      return false;
    },
  };
}

/** A record that sends others belongs to the error context like those that are held. */
function leastOf({ minSeverity, trigger }: ErrorContextSettings): number {
  return Math.min(leastNumberOf(minSeverity), leastNumberOf(trigger));
}

/** Some creators of records set a scope without a name, or no scope; such a record must not be lost because of it. */
function nameOf(scope: { readonly name: unknown } | undefined): string {
  const name = scope?.name;
  return typeof name === 'string' ? name : '';
}
