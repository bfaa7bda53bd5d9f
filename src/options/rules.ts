import type {
  BudgetOptions,
  ErrorContextOptions,
  CloudWatchLogRecordProcessorOptions,
  LogGroupOptions,
  OmittedMember,
  OutboxOptions,
  ResourceSelection,
} from './options.js';
import {
  boolean,
  callable,
  integer,
  isNonArrayObject,
  arrayOf,
  mistake,
  must,
  mustSecretly,
  nameTemplate,
  object,
  objectWith,
  oneOf,
  oneOfOrFunction,
} from './checks.js';
import type { Check } from './checks.js';
import { MAX_BATCH_BYTES, MAX_BATCH_COUNT, MAX_EVENT_BYTES } from '../events/limits.js';
import { MAX_TIMER_MILLIS } from '../util/durations.js';
import { describe } from './describe.js';
import { minSeverity, severityName } from './severity-checks.js';
import { kmsKeyId, logGroupClass, retentionInDays, tags } from './log-group-checks.js';

/** A smaller event could not contain the note that it was cut. */
const MIN_EVENT_BYTES = 1_024;

/** The named formats. */
export const FORMATS = ['otlp', 'flat', 'body'] as const;

/** The compressions. */
export const COMPRESSIONS = ['gzip', 'none'] as const;

/** The named selections of resource attributes. */
export const RESOURCE_SELECTIONS = ['essential', 'all', 'none'] as const;

/** The members that can be left out. */
export const OMITTED_MEMBERS: readonly OmittedMember[] = [
  'severityText',
  'severityNumber',
  'level',
  'eventName',
  'traceId',
  'spanId',
  'flags',
  'timeUnixNano',
  'observedTimeUnixNano',
  'droppedAttributesCount',
  'scope',
  'resource',
  'service',
];

/** A key or a path whose values are redacted. */
export const redactPath: Check = must(
  "a key such as 'password' or a dotted path such as 'user.email', in which * stands for a whole step",
  (value) => typeof value === 'string' && isRedactPath(value),
);

/** What can happen to an oversized event. */
export const OVERSIZED_EVENTS = ['split', 'truncate', 'drop'] as const;

/** Which events can be dropped when the outbox is full. */
export const WHEN_FULL = ['drop-newest', 'drop-oldest'] as const;

type Rules<Options> = { readonly [Name in keyof Required<Options>]: Check };

/** The rule of each option. */
export const RULES: Rules<CloudWatchLogRecordProcessorOptions> = {
  logGroupName: nameTemplate('logGroupName'),
  logStreamName: nameTemplate('logStreamName'),
  client: objectWith('send'),
  clientConfig: mustSecretly('a configuration of CloudWatchLogsClient', isNonArrayObject),
  createLogGroup: boolean,
  createLogStream: boolean,
  logGroup: must(
    'an object or a function',
    (value) => typeof value === 'function' || isNonArrayObject(value),
  ),
  format: oneOfOrFunction(FORMATS),
  resource: must("'essential', 'all', 'none' or a list of names, of which k8s.* is a prefix", isSelection),
  omit: arrayOf("members such as 'observedTimeUnixNano'", oneOf(OMITTED_MEMBERS)),
  redact: arrayOf("keys such as 'password'", redactPath),
  minSeverity,
  traceBased: boolean,
  errorContext: object,
  budget: object,
  serialize: callable,
  maxBatchBytes: integer(MIN_EVENT_BYTES, MAX_BATCH_BYTES),
  maxBatchCount: integer(1, MAX_BATCH_COUNT),
  maxEventBytes: integer(MIN_EVENT_BYTES, MAX_EVENT_BYTES),
  oversizedEvents: oneOf(OVERSIZED_EVENTS),
  maxConcurrentRequests: integer(1),
  maxStreams: integer(1),
  requestTimeoutMillis: integer(1, MAX_TIMER_MILLIS),
  flushTimeoutMillis: integer(1, MAX_TIMER_MILLIS),
  exitTimeoutMillis: integer(0, MAX_TIMER_MILLIS),
  scheduledDelayMillis: integer(1, MAX_TIMER_MILLIS),
  outbox: object,
  compression: oneOf(COMPRESSIONS),
  entity: boolean,
  lossNotices: boolean,
  onLoss: callable,
  selfObsMeterProvider: objectWith('getMeter'),
};

/** The rule of each option of `logGroup`. */
export const LOG_GROUP_RULES: Rules<LogGroupOptions> = {
  retentionInDays,
  tags,
  kmsKeyId,
  logGroupClass,
  deletionProtectionEnabled: boolean,
};

/** The rule of each option of `budget`. */
export const BUDGET_RULES: Rules<BudgetOptions> = {
  bytesPerHour: integer(1),
  minSeverity: severityName,
};

/** A smaller limit would hold no useful number of records. */
const MIN_CONTEXT_BYTES = 65_536;

/** A stream name may be forgotten if it is not used for an hour. */
const MAX_CONTEXT_MILLIS = 600_000;

/** The rule of each option of `errorContext`. */
export const ERROR_CONTEXT_RULES: Rules<ErrorContextOptions> = {
  minSeverity: severityName,
  trigger: severityName,
  maxAgeMillis: integer(1, MAX_CONTEXT_MILLIS),
  maxBytes: integer(MIN_CONTEXT_BYTES),
};

/** The space that a file of the durable outbox and its log need for the largest event. */
export const MIN_DISK_BYTES = 16_777_216;

/** The rule of `outbox.maxBytes` with `outbox.directory`. */
export const enoughForDisk: Check = (path, value) =>
  typeof value === 'number' && value >= MIN_EVENT_BYTES && value < MIN_DISK_BYTES
    ? [
        mistake(
          path,
          `an integer of at least ${MIN_DISK_BYTES.toLocaleString('en-US')} with outbox.directory`,
          describe(value),
        ),
      ]
    : [];

/** The rule of each option of `outbox`. */
export const OUTBOX_RULES: Rules<OutboxOptions> = {
  directory: must(
    'the path of a directory',
    (value) => typeof value === 'string' && value.trim() !== '' && !value.includes('\0'),
  ),
  maxBytes: integer(MIN_EVENT_BYTES),
  whenFull: oneOf(WHEN_FULL),
};

/** Whether it selects resource attributes; a `*` is allowed only at the end, after a dot. */
export function isSelection(value: unknown): value is ResourceSelection {
  if (Array.isArray(value)) return value.every((name) => typeof name === 'string' && isPattern(name));
  return RESOURCE_SELECTIONS.some((word) => word === value);
}

function isPattern(name: string): boolean {
  const key = name.endsWith('.*') ? name.slice(0, -2) : name;
  return key !== '' && !key.includes('*');
}

function isRedactPath(path: string): boolean {
  return path.split('.').every((step) => step === '*' || (step !== '' && !step.includes('*')));
}
