import type {
  CloudWatchLogsClient,
  CloudWatchLogsClientConfig,
  CreateLogGroupCommandInput,
  LogGroupClass,
} from '@aws-sdk/client-cloudwatch-logs';
import type { MeterProvider } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { Loss } from '../events/model.js';
import type { SeverityLevel } from '../events/severity.js';

/**
 * Gives the name of a log group or stream for a record. The exporter replaces characters that CloudWatch Logs forbids.
 * @since 0.1.0
 */
export type NameFunction = (record: ReadableLogRecord) => string;

/**
 * Gives the text of an event; `undefined` leaves the record out, uncounted.
 * @since 0.1.0
 */
export type FormatFunction = (record: ReadableLogRecord) => string | undefined;

/**
 * How a record becomes the text of an event.
 * @since 0.1.0
 */
export type LogFormat = 'otlp' | 'flat' | 'body' | FormatFunction;

/**
 * Which resource attributes go into each event; in a list, `k8s.*` is a prefix.
 * @since 0.1.0
 */
export type ResourceSelection = 'essential' | 'all' | 'none' | readonly string[];

/**
 * A member that the formats `otlp` and `flat` can leave out.
 * @since 0.1.0
 */
export type OmittedMember =
  | 'severityText'
  | 'severityNumber'
  | 'level'
  | 'eventName'
  | 'traceId'
  | 'spanId'
  | 'flags'
  | 'timeUnixNano'
  | 'observedTimeUnixNano'
  | 'droppedAttributesCount'
  | 'scope'
  | 'resource'
  | 'service';

/**
 * Gives the JSON form of a value that JSON cannot express; `undefined` leaves it to the exporter's own form.
 * @since 0.1.0
 */
export type SerializeFunction = (value: unknown) => unknown;

/**
 * What happens to an event that is larger than `maxEventBytes`.
 * @since 0.1.0
 */
export type OversizedEvents = 'split' | 'truncate' | 'drop';

/**
 * How request bodies are compressed.
 * @since 0.1.0
 */
export type Compression = 'gzip' | 'none';

/**
 * Which events are dropped when the outbox is full.
 * @since 0.1.0
 */
export type WhenFull = 'drop-newest' | 'drop-oldest';

/**
 * A level of severity; in JavaScript in any case.
 * @since 0.1.0
 */
export type SeverityName = SeverityLevel | Lowercase<SeverityLevel>;

/**
 * The least severity for all loggers, or by the name of the logger (the scope): a trailing `*` makes it a prefix.
 * @since 0.1.0
 */
export type MinSeverity = SeverityName | { readonly [scopeName: string]: SeverityName };

/**
 * What may be sent in an hour.
 * @since 0.1.0
 */
export interface BudgetOptions {
  /**
   * Bytes of events, as CloudWatch Logs bills them, that this process may send in an hour, counted from its first record.
   * Environment: `OTEL_EXPORTER_CLOUDWATCH_BUDGET_BYTES_PER_HOUR`.
   * @defaultValue none: `budget` in code must give it
   * @since 0.1.0
   */
  bytesPerHour: number;
  /**
   * Records of this level and above are sent even when the budget is spent.
   * Environment: `OTEL_EXPORTER_CLOUDWATCH_BUDGET_MIN_SEVERITY`.
   * @defaultValue `'WARN'`
   * @since 0.1.0
   */
  minSeverity?: SeverityName;
}

/**
 * Which of the records that the other options leave out are held, and sent when a record of their trace is an error.
 * @since 0.1.0
 */
export interface ErrorContextOptions {
  /**
   * The least level that is held. Environment: `OTEL_EXPORTER_CLOUDWATCH_ERROR_CONTEXT`, which turns the option on.
   * @defaultValue `'DEBUG'`
   * @since 0.1.0
   */
  minSeverity?: SeverityName;
  /**
   * A record of this level or above sends what its trace holds.
   * @defaultValue `'ERROR'`
   * @since 0.1.0
   */
  trigger?: SeverityName;
  /**
   * Milliseconds that a record is held, and that later records of a trace that failed are sent. Up to 600,000.
   * @defaultValue 30,000
   * @since 0.1.0
   */
  maxAgeMillis?: number;
  /**
   * Bytes of memory for all records that are held, never more than `outbox.maxBytes`; an eighth of it for one trace.
   * At least 65,536.
   * @defaultValue 8,388,608
   * @since 0.1.0
   */
  maxBytes?: number;
}

/**
 * Settings of a log group that the exporter creates; `CreateLogGroup`'s own inputs by their AWS names.
 * @since 0.1.0
 */
export interface LogGroupOptions extends Omit<CreateLogGroupCommandInput, 'logGroupName' | 'logGroupClass'> {
  /**
   * `STANDARD`, `INFREQUENT_ACCESS`, `DELIVERY`, `ESSENTIALS`, or a class that a later version of the service adds, which
   * causes a warning. The class of a group can never be changed.
   * Environment: `OTEL_EXPORTER_CLOUDWATCH_LOG_GROUP_CLASS`.
   * @defaultValue none: the service makes a `STANDARD` group
   * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
   * @since 0.1.0
   */
  logGroupClass?: LogGroupClass | (string & {});
  /**
   * Days that the group keeps its events, one of the values that PutRetentionPolicy accepts.
   * Environment: `OTEL_EXPORTER_CLOUDWATCH_LOG_GROUP_RETENTION_IN_DAYS`.
   * @defaultValue none: the account's policy, if it has one; else events never expire
   * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
   * @since 0.1.0
   */
  retentionInDays?: number;
  /**
   * Tags of the group. Environment: `OTEL_EXPORTER_CLOUDWATCH_LOG_GROUP_TAGS` (`a=b,c=d`).
   * @defaultValue none
   * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
   * @since 0.1.0
   */
  tags?: Record<string, string>;
  /**
   * ARN of the KMS key that encrypts the group. Environment: `OTEL_EXPORTER_CLOUDWATCH_LOG_GROUP_KMS_KEY_ID`.
   * @defaultValue none
   * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
   * @since 0.1.0
   */
  kmsKeyId?: string;
  /**
   * Protects the group from deletion. Environment: `OTEL_EXPORTER_CLOUDWATCH_LOG_GROUP_DELETION_PROTECTION_ENABLED`.
   * @defaultValue false
   * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
   * @since 0.1.0
   */
  deletionProtectionEnabled?: boolean;
}

/**
 * Gives the settings of a log group that the exporter creates. A wrong setting causes a warning and is left out.
 * @since 0.1.0
 */
export type LogGroupFunction = (logGroupName: string) => LogGroupOptions;

/**
 * Where events wait until the service has answered for them.
 * @since 0.1.0
 */
export interface OutboxOptions {
  /**
   * A directory on a local disk where events wait and survive the process. Needs Node 22.13.
   * The next exporter with this directory, endpoint, region and account sends what a process has left.
   * Environment: `OTEL_EXPORTER_CLOUDWATCH_OUTBOX_DIRECTORY`.
   * @defaultValue none: events wait in memory
   * @since 0.1.0
   */
  directory?: string;
  /**
   * Bytes for events that wait, bookkeeping included. With `directory` these are bytes of the disk, at least 16,777,216.
   * Environment: `OTEL_EXPORTER_CLOUDWATCH_OUTBOX_MAX_BYTES`.
   * @defaultValue 67,108,864; with `directory` 536,870,912
   * @since 0.1.0
   */
  maxBytes?: number;
  /**
   * Which events are lost, and counted, when the outbox is full.
   * Environment: `OTEL_EXPORTER_CLOUDWATCH_OUTBOX_WHEN_FULL`.
   * @defaultValue `'drop-newest'`
   * @since 0.1.0
   */
  whenFull?: WhenFull;
}

/**
 * Options of the {@link CloudWatchLogRecordExporter}. Code beats environment beats default.
 *
 * A wrong option in code throws a TypeError with the code `CWL_OPTIONS_INVALID` at construction. A wrong environment
 * variable causes a warning (`CWL_VARIABLE_INVALID`) and is ignored.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 * @since 0.1.0
 */
export interface CloudWatchLogRecordExporterOptions {
  /**
   * Name of the log group, a template or a function.
   * Environment: `OTEL_EXPORTER_CLOUDWATCH_LOG_GROUP_NAME`.
   * @defaultValue `/otel/{service.name}`
   * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
   * @example
   * logGroupName: '/{deployment.environment.name}/{service.name}'
   * @since 0.1.0
   */
  logGroupName?: string | NameFunction;
  /**
   * Name of the log stream, a template or a function.
   * Environment: `OTEL_EXPORTER_CLOUDWATCH_LOG_STREAM_NAME`.
   * @defaultValue `{faas.instance|k8s.pod.name|host.name}/{service.name}/{process.pid}`
   * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogStream.html
   * @since 0.1.0
   */
  logStreamName?: string | NameFunction;
  /**
   * A client of yours. The exporter neither changes nor destroys it; the client keeps its own retries.
   * @defaultValue none: the exporter makes one
   * @since 0.1.0
   */
  client?: Pick<CloudWatchLogsClient, 'send'>;
  /**
   * Configuration of the client that the exporter makes, which makes one attempt a call. Not together with `client`.
   * @defaultValue none: region and credentials as the AWS SDK finds them
   * @example
   * clientConfig: { region: 'eu-central-1' }
   * @since 0.1.0
   */
  clientConfig?: CloudWatchLogsClientConfig;
  /**
   * Create a log group when it is missing.
   * Environment: `OTEL_EXPORTER_CLOUDWATCH_CREATE_LOG_GROUP`.
   * @defaultValue true
   * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
   * @since 0.1.0
   */
  createLogGroup?: boolean;
  /**
   * Create a log stream when it is missing.
   * Environment: `OTEL_EXPORTER_CLOUDWATCH_CREATE_LOG_STREAM`.
   * @defaultValue true
   * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogStream.html
   * @since 0.1.0
   */
  createLogStream?: boolean;
  /**
   * Settings of a log group that the exporter creates, or a function that gives them for its name; a group that exists
   * is never changed.
   * @defaultValue none: without a retention the exporter warns once
   * @example
   * logGroup: { retentionInDays: 30, tags: { team: 'shop' } }
   * @since 0.1.0
   */
  logGroup?: LogGroupOptions | LogGroupFunction;
  /**
   * How a record becomes the text of an event. Environment: `OTEL_EXPORTER_CLOUDWATCH_FORMAT`.
   * @defaultValue `'otlp'`
   * @since 0.1.0
   */
  format?: LogFormat;
  /**
   * Which resource attributes go into each event. Environment: `OTEL_EXPORTER_CLOUDWATCH_RESOURCE`
   * (`essential`, `all`, `none`, or names separated by commas).
   * @defaultValue `'essential'`: all but `process.*` (the pid stays), `os.*`, `telemetry.sdk.*`, `host.id`, `host.arch`,
   * `service.instance.id`
   * @since 0.1.0
   */
  resource?: ResourceSelection;
  /**
   * Members of the formats `otlp` and `flat` that are not written. Environment: `OTEL_EXPORTER_CLOUDWATCH_OMIT`.
   * @defaultValue none; empty members are never written
   * @since 0.1.0
   */
  omit?: readonly OmittedMember[];
  /**
   * Keys (`password`) and dotted paths (`user.email`, `cookies.*`), without case, whose values are written as
   * `[REDACTED]` in attributes, structured bodies and the resource. A `format` function gets the record as it is.
   * Environment: `OTEL_EXPORTER_CLOUDWATCH_REDACT` (separated by commas).
   * @defaultValue none
   * @example
   * redact: ['password', 'authorization', 'user.email']
   * @since 0.1.0
   */
  redact?: readonly string[];
  /**
   * The least level that is sent, or levels by scope, such as `{ default: 'INFO', 'http.*': 'WARN' }`, of which
   * the longest match counts. A record whose severity is not known is sent.
   * Environment: `OTEL_EXPORTER_CLOUDWATCH_MIN_SEVERITY` (`INFO,http.*=WARN`).
   * @defaultValue none: all are sent
   * @example
   * minSeverity: { default: 'INFO', 'http.*': 'WARN' }
   * @since 0.1.0
   */
  minSeverity?: MinSeverity;
  /**
   * Leave out records below ERROR of traces that are not sampled. Environment: `OTEL_EXPORTER_CLOUDWATCH_TRACE_BASED`.
   * @defaultValue false
   * @since 0.1.0
   */
  traceBased?: boolean;
  /**
   * Hold records that `minSeverity` or `traceBased` leave out, and send them when a record of their trace is an error:
   * the debug records of what failed. `{}` turns it on.
   * @defaultValue none: they are not sent
   * @example
   * minSeverity: 'INFO',
   * errorContext: {},
   * @since 0.1.0
   */
  errorContext?: ErrorContextOptions;
  /**
   * Bytes of events that this process may send in an hour; after them records below a level are left out.
   * @defaultValue none: any number of bytes is sent
   * @example
   * budget: { bytesPerHour: 500_000_000 }
   * @since 0.1.0
   */
  budget?: BudgetOptions;
  /**
   * Gives the form of a value that JSON cannot express (a bigint, a Date, bytes, an Error, ...); `undefined` leaves it to
   * the exporter.
   * @defaultValue none
   * @example
   * serialize: (value) => (value instanceof Decimal ? value.toString() : undefined)
   * @since 0.1.0
   */
  serialize?: SerializeFunction;
  /**
   * Bytes of one PutLogEvents batch: UTF-8 bytes of the messages, and 26 for each event.
   * From 1,024 up to the default, which is the limit of the service.
   * Environment: `OTEL_EXPORTER_CLOUDWATCH_MAX_BATCH_BYTES`.
   * @defaultValue 1,048,576
   * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
   * @since 0.1.0
   */
  maxBatchBytes?: number;
  /**
   * Events of one PutLogEvents batch. From 1 up to the default, which is the limit of the service.
   * Environment: `OTEL_EXPORTER_CLOUDWATCH_MAX_BATCH_COUNT`.
   * @defaultValue 10,000
   * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
   * @since 0.1.0
   */
  maxBatchCount?: number;
  /**
   * Bytes of one event, its 26 included. From 1,024 up to the default, which is the limit of the service.
   * Environment: `OTEL_EXPORTER_CLOUDWATCH_MAX_EVENT_BYTES`.
   * @defaultValue 1,048,576
   * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
   * @since 0.1.0
   */
  maxEventBytes?: number;
  /**
   * What happens to an event that is larger than `maxEventBytes`.
   * Environment: `OTEL_EXPORTER_CLOUDWATCH_OVERSIZED_EVENTS`.
   * @defaultValue `'split'`
   * @since 0.1.0
   */
  oversizedEvents?: OversizedEvents;
  /**
   * Requests in flight at once over all streams; there is never more than one for a stream.
   * Environment: `OTEL_EXPORTER_CLOUDWATCH_MAX_CONCURRENT_REQUESTS`.
   * @defaultValue 4
   * @since 0.1.0
   */
  maxConcurrentRequests?: number;
  /**
   * Streams with pending events or use in the last hour; beyond it `attributes.*` placeholders render as
   * `overflow`.
   * Environment: `OTEL_EXPORTER_CLOUDWATCH_MAX_STREAMS`.
   * @defaultValue 1,000
   * @since 0.1.0
   */
  maxStreams?: number;
  /**
   * Milliseconds that one HTTP call may take, credentials included.
   * Environment: `OTEL_EXPORTER_CLOUDWATCH_REQUEST_TIMEOUT_MILLIS`.
   * @defaultValue 10,000
   * @since 0.1.0
   */
  requestTimeoutMillis?: number;
  /**
   * Milliseconds that `forceFlush()` and `shutdown()` may take.
   * Environment: `OTEL_EXPORTER_CLOUDWATCH_FLUSH_TIMEOUT_MILLIS`.
   * @defaultValue 5,000
   * @since 0.1.0
   */
  flushTimeoutMillis?: number;
  /**
   * Milliseconds that the end of the process may wait to send what has no answer yet; 0 turns it off. The end is
   * `process.exit()`, an uncaught exception, an unhandled rejection or a plain end.
   * Environment: `OTEL_EXPORTER_CLOUDWATCH_EXIT_TIMEOUT_MILLIS`.
   * @defaultValue 2,000
   * @since 0.1.0
   */
  exitTimeoutMillis?: number;
  /**
   * Where events wait until the service has answered for them.
   * @defaultValue 64 MiB in memory
   * @example
   * outbox: { directory: '/var/lib/app/logs' }
   * @since 0.1.0
   */
  outbox?: OutboxOptions;
  /**
   * How request bodies are compressed. Environment: `OTEL_EXPORTER_CLOUDWATCH_COMPRESSION`.
   * @defaultValue `'gzip'`
   * @since 0.1.0
   */
  compression?: Compression;
  /**
   * Send the CloudWatch entity of type Service when `service.name` is known.
   * Environment: `OTEL_EXPORTER_CLOUDWATCH_ENTITY`.
   * @defaultValue true
   * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_Entity.html
   * @since 0.1.0
   */
  entity?: boolean;
  /**
   * Write a record of its losses to each stream, at most once a minute.
   * Environment: `OTEL_EXPORTER_CLOUDWATCH_LOSS_NOTICES`.
   * @defaultValue true for the formats `'otlp'` and `'flat'`, false for `'body'` and functions
   * @since 0.1.0
   */
  lossNotices?: boolean;
  /**
   * Called for lost records, at most once a second for a reason and a stream.
   * @defaultValue none
   * @example
   * onLoss: ({ count, reason }) => lost.add(count, { reason })
   * @since 0.1.0
   */
  onLoss?: (loss: Loss) => void;
  /**
   * The meter provider for the exporter's own metrics.
   * @defaultValue none: no metrics
   * @since 0.1.0
   */
  selfObsMeterProvider?: MeterProvider;
}

/**
 * Options of the {@link CloudWatchLogRecordProcessor}: those of the exporter, and how long an event waits for others.
 * @since 0.1.0
 */
export interface CloudWatchLogRecordProcessorOptions extends CloudWatchLogRecordExporterOptions {
  /**
   * Milliseconds that an event waits for others to share a request with; 100 at most with `outbox.directory`.
   * @defaultValue 1,000
   * @since 0.1.0
   */
  scheduledDelayMillis?: number;
}
