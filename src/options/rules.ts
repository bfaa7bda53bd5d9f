import type {
  CloudWatchLogRecordExporterOptions,
  LogGroupOptions,
  OutboxOptions,
  ResourceSelection,
} from '../options.js';
import {
  boolean,
  callable,
  integer,
  isObject,
  must,
  mustSecretly,
  nameTemplate,
  object,
  objectWith,
  oneOf,
  oneOfOrFunction,
} from './checks.js';
import type { Check } from './checks.js';
import { kmsKeyId, logGroupClass, retentionInDays, tags } from './log-group-checks.js';

/**
 * Limits of one PutLogEvents request.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
 */
export const MAX_BATCH_BYTES = 1_048_576;
/** Events of one request. */
export const MAX_BATCH_COUNT = 10_000;
/** Bytes of one event, its 26 included. */
export const MAX_EVENT_BYTES = 1_048_576;

/** Below it an event could not hold what says that it was cut. */
const MIN_EVENT_BYTES = 1_024;

/** Above it setTimeout fires at once. */
const MAX_TIMEOUT_MILLIS = 2_147_483_647;

/** The formats that have a name. */
export const FORMATS = ['otlp', 'flat', 'body'] as const;

/** The compressions there are. */
export const COMPRESSIONS = ['gzip', 'none'] as const;

/** The selections of resource attributes that have a name. */
export const RESOURCE_SELECTIONS = ['essential', 'all', 'none'] as const;

type Rules<Options> = { readonly [Name in keyof Required<Options>]: Check };

/** What each option must be. */
export const RULES: Rules<CloudWatchLogRecordExporterOptions> = {
  logGroupName: nameTemplate('logGroupName'),
  logStreamName: nameTemplate('logStreamName'),
  client: objectWith('send'),
  clientConfig: mustSecretly('a configuration of CloudWatchLogsClient', isObject),
  createLogGroup: boolean,
  createLogStream: boolean,
  logGroup: object,
  format: oneOfOrFunction(FORMATS),
  resource: must("'essential', 'all', 'none' or a list of names, of which k8s.* is a prefix", isSelection),
  serialize: callable,
  maxBatchBytes: integer(MIN_EVENT_BYTES, MAX_BATCH_BYTES),
  maxBatchCount: integer(1, MAX_BATCH_COUNT),
  maxEventBytes: integer(MIN_EVENT_BYTES, MAX_EVENT_BYTES),
  oversizedEvents: oneOf(['split', 'truncate', 'drop']),
  maxConcurrentRequests: integer(1),
  maxStreams: integer(1),
  requestTimeoutMillis: integer(1, MAX_TIMEOUT_MILLIS),
  flushTimeoutMillis: integer(1, MAX_TIMEOUT_MILLIS),
  outbox: object,
  compression: oneOf(COMPRESSIONS),
  entity: boolean,
  onLoss: callable,
  selfObsMeterProvider: objectWith('getMeter'),
};

/** What each option of `logGroup` must be. */
export const LOG_GROUP_RULES: Rules<LogGroupOptions> = {
  retentionInDays,
  tags,
  kmsKeyId,
  logGroupClass,
  deletionProtectionEnabled: boolean,
};

/** What each option of `outbox` must be. */
export const OUTBOX_RULES: Rules<OutboxOptions> = {
  maxBytes: integer(MIN_EVENT_BYTES),
  whenFull: oneOf(['drop-newest', 'drop-oldest']),
};

/** Whether it selects resource attributes; a `*` stands only at the end, behind a dot. */
export function isSelection(value: unknown): value is ResourceSelection {
  if (Array.isArray(value)) return value.every((name) => typeof name === 'string' && isPattern(name));
  return RESOURCE_SELECTIONS.some((word) => word === value);
}

function isPattern(name: string): boolean {
  const key = name.endsWith('.*') ? name.slice(0, -2) : name;
  return key !== '' && !key.includes('*');
}
