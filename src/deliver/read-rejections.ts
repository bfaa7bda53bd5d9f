import type { RejectedLogEventsInfo } from '@aws-sdk/client-cloudwatch-logs';
import { countOf, pick } from '../events/runs.js';
import type { EventRun, LossReason } from '../events/model.js';

/** Events that a 200 did not keep. */
export interface Rejection {
  readonly reason: Extract<LossReason, 'too_old' | 'too_new' | 'expired'>;
  readonly events: readonly EventRun[];
}

/**
 * Reads the ranges of an answer. Too old and expired are prefixes, end exclusive; too new is a suffix, start inclusive.
 * An event counts as expired only if it is not too old already. An index outside of the batch is
 * ignored.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_RejectedLogEventsInfo.html
 */
export function readRejections(
  batch: readonly EventRun[],
  info: RejectedLogEventsInfo | null | undefined,
): Rejection[] {
  if (info === undefined || info === null) return [];
  const count = countOf(batch);
  const tooOldEnd = validIndex(info.tooOldLogEventEndIndex, count) ?? 0;
  const expiredEnd = Math.max(tooOldEnd, validIndex(info.expiredLogEventEndIndex, count) ?? 0);
  const tooNewStart = Math.max(expiredEnd, validIndex(info.tooNewLogEventStartIndex, count) ?? count);
  const rejections: Rejection[] = [
    { reason: 'too_old', events: pick(batch, 0, tooOldEnd) },
    { reason: 'expired', events: pick(batch, tooOldEnd, expiredEnd) },
    { reason: 'too_new', events: pick(batch, tooNewStart) },
  ];
  return rejections.filter(({ events }) => events.length > 0);
}

function validIndex(index: number | undefined, count: number): number | undefined {
  const isInside = index !== undefined && Number.isInteger(index) && index >= 0 && index <= count;
  return isInside ? index : undefined;
}
