import type { DeliveryObserver } from './courier.js';
import { explainFailure, withoutContent } from './deliver/explain-failure.js';
import { isTransient, type Failure, type FailureKind } from './deliver/failure.js';
import { UNKNOWN } from './intake.js';
import type { Destination, LogEvent, LossReason } from './model.js';
import type { Diagnostics } from './telemetry/diagnostics.js';
import type { LossNotices } from './telemetry/loss-notices.js';
import type { Losses } from './telemetry/losses.js';
import type { Metrics } from './telemetry/metrics.js';
import type { OutageWatch } from './telemetry/outage.js';

/** These are the same for every group: one warning says it. */
const OF_THE_PROCESS: ReadonlySet<FailureKind> = new Set([
  'unconfigured',
  'expired_credentials',
  'clock_skew',
]);

export interface SettlementParts {
  readonly metrics: Metrics;
  readonly losses: Losses;
  /** Undefined where streams are not told. */
  readonly notices: LossNotices | undefined;
  readonly diagnostics: Diagnostics;
  readonly outage: OutageWatch;
}

/** Where every result is counted and said. */
export interface Settlement extends DeliveryObserver {
  /** Answers of the service so far. */
  readonly answers: number;
  /** These are our own notices: the loss of one is not told, or notices would make notices. */
  excuse(events: readonly LogEvent[]): void;
  /** Lost before they came into the outbox. */
  lostOnTheWay(
    destination: Destination,
    lost: readonly { readonly timestamp: number }[],
    reason: LossReason,
    error?: Error,
  ): void;
}

export function createSettlement({
  metrics,
  losses,
  notices,
  diagnostics,
  outage,
}: SettlementParts): Settlement {
  let answers = 0;
  const excused = new WeakSet<object>();

  function tell(
    destination: Destination,
    lost: readonly { readonly timestamp: number }[],
    reason: LossReason,
    error?: Error,
  ): void {
    const records = lost.filter((event) => !excused.has(event));
    losses.add(destination, records, reason, error);
    // There is no such stream; it is only what a record without names is counted under.
    if (destination !== UNKNOWN) notices?.add(destination, records, reason);
  }

  return {
    get answers() {
      return answers;
    },
    excuse(events) {
      for (const event of events) excused.add(event);
    },
    delivered: (_destination, count) => metrics.delivered(count),
    lost(destination, events, reason, error) {
      metrics.lost(events.length, reason, true);
      tell(destination, events, reason, error);
    },
    lostOnTheWay(destination, lost, reason, error) {
      metrics.lost(lost.length, reason, false);
      tell(destination, lost, reason, error);
    },
    retried(destination, failure) {
      metrics.retried(failure.kind);
      if (isTransient(failure.kind)) {
        outage.failed(`${failure.action} failed with ${String(withoutContent(failure.error))}`);
        return;
      }
      diagnostics.trouble(causeOf(failure, destination), explainFailure(failure, destination));
    },
    gaveUp(destination, failure) {
      diagnostics.trouble(
        `gave up ${destination.logGroupName}`,
        `Events are lost that CloudWatch Logs does not take, and not only single ones. ${explainFailure(failure, destination)}`,
      );
    },
    answered(result, millis) {
      metrics.operation(millis / 1000, result.status === 'answered' ? undefined : result.failure.kind);
      if (result.status !== 'answered') return;
      answers++;
      outage.answered();
    },
  };
}

function causeOf({ kind, action }: Failure, { logGroupName }: Destination): string {
  return OF_THE_PROCESS.has(kind) ? kind : `${kind} ${action} ${logGroupName}`;
}
