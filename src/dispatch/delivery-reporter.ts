import type { DeliveryObserver } from './dispatcher.js';
import { explainFailure, explainOutage } from '../deliver/explain-failure.js';
import { isTransient, type Failure, type FailureKind } from '../deliver/failure.js';
import { countOf, spanOf } from '../events/runs.js';
import { UNKNOWN_DESTINATION } from '../events/destination.js';
import type { Destination, EventBlock, EventSpan, LossReason } from '../events/model.js';
import type { Diagnostics } from '../telemetry/diagnostics.js';
import type { LossNotices } from '../telemetry/loss-notices.js';
import type { Losses } from '../telemetry/losses.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { Blocker, Blockers } from '../telemetry/blockers.js';
import type { OutageWatch } from '../telemetry/outage.js';

/** These are the same for every group: one warning says it. */
const OF_THE_PROCESS: ReadonlySet<FailureKind> = new Set([
  'unconfigured',
  'untrusted_certificate',
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
  readonly blockers: Blockers;
  /** Events that wait now. */
  readonly waiting: () => number;
}

/** Where every result is counted and said. */
export interface Settlement extends DeliveryObserver {
  /** Answers of the service so far. */
  readonly answers: number;
  /** These are our own notices: the loss of one is not told, or notices would make notices. */
  excuse(blocks: readonly EventBlock[]): void;
  /** Lost before they came into the outbox. */
  lostOnTheWay(destination: Destination, lost: EventSpan, reason: LossReason, error?: Error): void;
}

export function createSettlement({
  metrics,
  losses,
  notices,
  diagnostics,
  outage,
  blockers,
  waiting,
}: SettlementParts): Settlement {
  let answers = 0;
  const excused = new WeakSet<EventBlock>();

  function tell(destination: Destination, lost: EventSpan, reason: LossReason, error?: Error): void {
    losses.add(destination, lost, reason, error);
    // There is no such stream; it is only what a record without names is counted under.
    if (destination !== UNKNOWN_DESTINATION) notices?.add(destination, lost, reason);
  }

  return {
    get answers() {
      return answers;
    },
    excuse(blocks) {
      for (const block of blocks) excused.add(block);
    },
    delivered(destination, count) {
      metrics.delivered(count);
      blockers.ended(destination);
    },
    lost(destination, events, reason, error) {
      metrics.lost(countOf(events), reason, true);
      const records = events.filter(({ block }) => !excused.has(block));
      tell(destination, spanOf(records), reason, error);
    },
    lostOnTheWay(destination, lost, reason, error) {
      metrics.lost(lost.count, reason, false);
      tell(destination, lost, reason, error);
    },
    retried(destination, failure) {
      metrics.retried(failure.kind);
      if (isTransient(failure.kind)) {
        outage.failed(explainOutage(failure));
        return;
      }
      const explain = (): string => `${explainFailure(failure, destination)}. ${waiting()} wait now.`;
      blockers.began(blockerOf(failure, destination), destination, explain);
    },
    gaveUp(destination, failure) {
      diagnostics.trouble(
        'gave up',
        `Events are lost that CloudWatch Logs does not take, and not only single ones. ${explainFailure(failure, destination)}`,
        destination.logGroupName,
      );
    },
    answered(result, millis) {
      const errorType = result.status === 'answered' ? undefined : result.failure.kind;
      metrics.operation(millis / 1000, { errorType, httpStatus: result.httpStatus, server: result.server });
      if (result.status !== 'answered') return;
      answers++;
      outage.answered();
    },
    interrupted: (millis) => metrics.operation(millis / 1000, { errorType: 'shutdown' }),
  };
}

function blockerOf({ kind, action }: Failure, { logGroupName }: Destination): Blocker {
  return OF_THE_PROCESS.has(kind) ? { kind, name: '' } : { kind: `${kind} ${action}`, name: logGroupName };
}
