import { DAY_MILLIS, HOUR_MILLIS } from '../util/durations.js';

/**
 * The rules of PutLogEvents.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
 */

/** What the service adds to the UTF-8 bytes of each message. */
export const EVENT_OVERHEAD_BYTES = 26;

/** Bytes of one batch: the sum of message bytes and overheads, inclusive. */
export const MAX_BATCH_BYTES = 1_048_576;

/** Events of one batch. */
export const MAX_BATCH_COUNT = 10_000;

/** A batch must not span more than this; an exact span is avoided too, because clients disagree about it. */
export const MAX_BATCH_SPAN_MILLIS = DAY_MILLIS;

/** Bytes of one event, its overhead included; a batch holds no more. */
export const MAX_EVENT_BYTES = 1_048_576;

/** The service accepts no event that is older than this, */
export const MAX_AGE_MILLIS = 14 * DAY_MILLIS;

/** and none that is further ahead of its clock than this. */
export const MAX_AHEAD_MILLIS = 2 * HOUR_MILLIS;
