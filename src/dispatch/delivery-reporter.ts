import type { DeliveryObserver } from './dispatcher.js';
import { type Message, messageOf } from '../messages/message.js';
import { answerText, explainFailure, explainOutage } from '../failures/explain-failure.js';
import { isTransient, type Failure, type FailureKind } from '../failures/failure.js';
import { countOf, spanOf } from '../events/runs.js';
import type { Destination, EventBlock, EventSpan, LossReason } from '../events/model.js';
import type { Blocker } from '../telemetry/blockers.js';
import type { Telemetry } from '../telemetry/telemetry.js';
import type { Volume } from '../telemetry/volume.js';

/** These are the same for every group: one warning is enough. */
const OF_THE_PROCESS: ReadonlySet<FailureKind> = new Set([
  'unconfigured',
  'untrusted_certificate',
  'expired_credentials',
  'clock_skew',
]);

export type DeliveryReporterParts = Pick<
  Telemetry,
  'metrics' | 'losses' | 'diagnostics' | 'outage' | 'blockers' | 'waiting'
> & { readonly volume: Pick<Volume, 'add'> };

/** Where results are counted and reported. */
export interface DeliveryReporter extends DeliveryObserver {
  /** Answers of the service so far. */
  readonly answers: number;
  /** The block has the exporter's own notices: their loss causes no notice. */
  markInternal(block: EventBlock): void;
  /** Lost before they reached the outbox. */
  lostBeforeOutbox(destination: Destination, lost: EventSpan, reason: LossReason, error?: Error): void;
}

export function createDeliveryReporter({
  metrics,
  volume,
  losses,
  diagnostics,
  outage,
  blockers,
  waiting,
}: DeliveryReporterParts): DeliveryReporter {
  let answers = 0;
  const internal = new WeakSet<EventBlock>();

  return {
    get answers() {
      return answers;
    },
    markInternal(block) {
      internal.add(block);
    },
    delivered(destination, count, bytes) {
      metrics.delivered(count);
      metrics.billed(bytes, destination.logGroupName);
      volume.add(bytes);
      blockers.ended(destination);
    },
    lost(destination, events, reason, error) {
      metrics.lost(countOf(events), reason, true);
      const records = events.filter(({ block }) => !internal.has(block));
      losses.add(destination, spanOf(records), reason, error);
    },
    lostBeforeOutbox(destination, lost, reason, error) {
      metrics.lost(lost.count, reason, false);
      losses.add(destination, lost, reason, error);
    },
    retried(destination, failure) {
      metrics.retried(failure.kind);
      if (isTransient(failure.kind)) {
        outage.failed(explainOutage(failure));
        return;
      }
      const explain = (): Message => explainFailure(failure, destination, waiting());
      blockers.began(blockerOf(failure, destination), destination, explain);
    },
    gaveUp(destination, failure) {
      diagnostics.errorOnce(
        messageOf('CWL_EVENTS_REJECTED', {
          logGroupName: destination.logGroupName,
          error: answerText(failure),
        }),
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
