import type { RejectedLogEventsInfo } from '@aws-sdk/client-cloudwatch-logs';
import type { LogEvent, LossReason } from '../model.js';

/** Events that a 200 did not keep. */
export interface Rejection {
  readonly reason: Extract<LossReason, 'too_old' | 'too_new' | 'expired'>;
  readonly events: readonly LogEvent[];
}

/**
 * Reads the ranges of an answer: too old and expired are a prefix, the end exclusive; too new is a suffix, the
 * start inclusive. Expired is what lies in its prefix and is not already too old. An index outside of the batch says
 * nothing.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_RejectedLogEventsInfo.html
 */
export function readRejections(
  batch: readonly LogEvent[],
  info: RejectedLogEventsInfo | null | undefined,
): Rejection[] {
  if (info === undefined || info === null) return [];
  const tooOldEnd = within(batch, info.tooOldLogEventEndIndex, 0);
  const expiredEnd = Math.max(tooOldEnd, within(batch, info.expiredLogEventEndIndex, 0));
  const tooNewStart = Math.max(expiredEnd, within(batch, info.tooNewLogEventStartIndex, batch.length));
  const rejections: Rejection[] = [
    { reason: 'too_old', events: batch.slice(0, tooOldEnd) },
    { reason: 'expired', events: batch.slice(tooOldEnd, expiredEnd) },
    { reason: 'too_new', events: batch.slice(tooNewStart) },
  ];
  return rejections.filter(({ events }) => events.length > 0);
}

function within(batch: readonly unknown[], index: number | undefined, otherwise: number): number {
  const isInside = index !== undefined && Number.isInteger(index) && index >= 0 && index <= batch.length;
  return isInside ? index : otherwise;
}
