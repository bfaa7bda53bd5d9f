// The service's own numbers, written here a second time on purpose: the exporter has its own copy, and a
// wrong number there must not pass here. Source unless noted otherwise: the API model of CloudWatch Logs
// (botocore `logs/2014-03-28/service-2.json`) and
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html

const HOUR_MILLIS = 3_600_000;
export const DAY_MILLIS = 24 * HOUR_MILLIS;

export const MAX_BATCH_EVENTS = 10_000;
/** Sum of the messages' UTF-8 bytes plus the overhead of each event; inclusive. */
export const MAX_BATCH_BYTES = 1_048_576;
export const EVENT_OVERHEAD_BYTES = 26;
/** Between the oldest and the newest event of a call. It is not known whether exactly 24 hours fail; here they pass. */
export const MAX_BATCH_SPAN_MILLIS = DAY_MILLIS;
export const MAX_EVENT_AGE_MILLIS = 14 * DAY_MILLIS;
export const MAX_EVENT_LEAD_MILLIS = 2 * HOUR_MILLIS;

export const MAX_NAME_LENGTH = 512;
export const MAX_KMS_KEY_ID_LENGTH = 256;
export const MAX_TAGS = 50;
export const MAX_TAG_KEY_LENGTH = 128;
export const MAX_TAG_VALUE_LENGTH = 256;
export const MAX_RESOURCE_ARN_LENGTH = 1011;
export const MAX_IDENTIFIER_LENGTH = 2048;

export const RETENTION_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
export const LOG_GROUP_CLASSES: readonly string[] = [
  'STANDARD',
  'INFREQUENT_ACCESS',
  'DELIVERY',
  'ESSENTIALS',
];

export const MAX_READ_EVENTS = 10_000;
/** "As many log events as can fit in a response size of 1 MB", counted like a batch. */
export const MAX_READ_BYTES = 1_048_576;
export const MAX_DESCRIBE_ITEMS = 50;
export const MAX_FILTER_PATTERN_LENGTH = 1024;
export const MAX_FILTER_STREAMS = 100;

/** A request may be off the server's clock by this much before its signature counts as expired. */
export const MAX_SIGNATURE_AGE_MILLIS = 5 * 60_000;

// The bounds below are this server's own: they keep a faulty client from filling the memory of a test run.
// AWS documents no limit on the wire size of PutLogEvents; escaping in JSON makes 1 MiB of messages at most
// 6 MiB of body.
export const MAX_WIRE_BYTES = 16 * 1024 * 1024;
export const MAX_BODY_BYTES = 64 * 1024 * 1024;
/** Objects, lists and members of a body. 10,000 events have 40,000. */
export const MAX_BODY_VALUES = 200_000;
export const MAX_STORED_EVENTS = 2_000_000;
export const MAX_STORED_BYTES = 2 * 1024 * 1024 * 1024;
/** JSON of the members that are kept of a recorded call. */
export const MAX_RECORDED_CHARS = 65_536;
export const MAX_RECORDED_CALLS = 100_000;
export const MAX_RECORDED_VIOLATIONS = 10_000;

/** The quotas of an account in one Region, calls a second:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
export const ACCOUNT_QUOTAS = {
  PutLogEvents: 5_000,
  CreateLogGroup: 10,
  CreateLogStream: 50,
  DescribeLogStreams: 25,
  DescribeLogGroups: 10,
  PutRetentionPolicy: 5,
  TagResource: 5,
} as const;
