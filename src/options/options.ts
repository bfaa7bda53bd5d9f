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

/** Gives the name of a log group or stream for a record. Its result is made legal. */
export type NameFunction = (record: ReadableLogRecord) => string;

/** Gives the text of an event; `undefined` leaves the record out, uncounted. */
export type FormatFunction = (record: ReadableLogRecord) => string | undefined;

/** How a record becomes the text of an event. */
export type LogFormat = 'otlp' | 'flat' | 'body' | FormatFunction;

/** Which resource attributes go into each event; in a list, `k8s.*` is a prefix. */
export type ResourceSelection = 'essential' | 'all' | 'none' | readonly string[];

/** A member that the formats `otlp` and `flat` can leave out. */
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

/** Asked for a value that JSON cannot express; `undefined` leaves it to the exporter's own form. */
export type SerializeFunction = (value: unknown) => unknown;

/** What becomes of an event that is larger than `maxEventBytes`. */
export type OversizedEvents = 'split' | 'truncate' | 'drop';

/** How request bodies are compressed. */
export type Compression = 'gzip' | 'none';

/** Which events go when the outbox is full. */
export type WhenFull = 'drop-newest' | 'drop-oldest';

/** A level of severity; in JavaScript in any case. */
export type SeverityName = SeverityLevel | Lowercase<SeverityLevel>;

/** The least severity for all loggers, or by the name of the logger (the scope): a trailing `*` makes it a prefix. */
export type MinSeverity = SeverityName | { readonly [scopeName: string]: SeverityName };

/** What may be sent in an hour. */
export interface BudgetOptions {
  /**
   * Bytes of events, as CloudWatch Logs bills them, that this process may send in an hour, counted from its first record.
   * Environment: `OTEL_EXPORTER_CLOUDWATCH_BUDGET_BYTES_PER_HOUR`.
   */
  bytesPerHour: number;
  /**
   * From this level on records are sent whatever was spent. Environment: `OTEL_EXPORTER_CLOUDWATCH_BUDGET_MIN_SEVERITY`.
   * @defaultValue `'WARN'`
   */
  minSeverity?: SeverityName;
}

/** Which of the records that are not sent are sent after all when their trace fails. */
export interface ErrorContextOptions {
  /**
   * The least level that is held. Environment: `OTEL_EXPORTER_CLOUDWATCH_ERROR_CONTEXT`, which turns it on.
   * @defaultValue `'DEBUG'`
   */
  minSeverity?: SeverityName;
  /**
   * A record of this level or above sends what its trace holds.
   * @defaultValue `'ERROR'`
   */
  trigger?: SeverityName;
  /**
   * Milliseconds that a record is held, and that later records of a trace that failed are sent. Up to 600,000.
   * @defaultValue 30,000
   */
  maxAgeMillis?: number;
  /**
   * Bytes of memory for all records that are held; an eighth of it for one trace. At least 65,536.
   * @defaultValue 8,388,608
   */
  maxBytes?: number;
}

/** Settings of a log group that the exporter creates; `CreateLogGroup`'s own inputs by their AWS names. */
export interface LogGroupOptions extends Omit<CreateLogGroupCommandInput, 'logGroupName' | 'logGroupClass'> {
  /**
   * `STANDARD`, `INFREQUENT_ACCESS`, `DELIVERY`, `ESSENTIALS`, or one that a newer service knows, which is warned of.
   * It can never be changed.
   * @defaultValue none: the service makes a `STANDARD` group
   */
  logGroupClass?: LogGroupClass | (string & {});
  /**
   * Days that the group keeps its events: one of the values that PutRetentionPolicy takes.
   * @defaultValue none: the account's policy, if it has one; else events never expire
   * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
   */
  retentionInDays?: number;
}

/** Gives the settings of a log group that the exporter creates. What is wrong in them is warned of and left out. */
export type LogGroupFunction = (logGroupName: string) => LogGroupOptions;

/** Where events wait until the service has answered for them. */
export interface OutboxOptions {
  /**
   * A directory on a local disk: events wait there, in a database of SQLite, and outlive the process. Needs Node 22.13.
   * The next exporter with this directory, endpoint, region and account sends what a process has left.
   * @defaultValue none: events wait in memory
   */
  directory?: string;
  /**
   * Bytes for events that wait: of memory, their bookkeeping included; with `directory` of the disk, everything
   * included, and at least 16,777,216.
   * @defaultValue 67,108,864; with `directory` 536,870,912
   */
  maxBytes?: number;
  /**
   * Which events are lost, and counted, when the outbox is full.
   * @defaultValue `'drop-newest'`
   */
  whenFull?: WhenFull;
}

/** Options of the {@link CloudWatchLogRecordExporter}. Code beats environment beats default. */
export interface CloudWatchLogRecordExporterOptions {
  /**
   * Name of the log group: a template, or a function.
   * Environment: `OTEL_EXPORTER_CLOUDWATCH_LOG_GROUP_NAME`.
   * @defaultValue `/otel/{service.name}`
   */
  logGroupName?: string | NameFunction;
  /**
   * Name of the log stream: a template, or a function.
   * Environment: `OTEL_EXPORTER_CLOUDWATCH_LOG_STREAM_NAME`.
   * @defaultValue `{faas.instance|k8s.pod.name|host.name}/{service.name}/{process.pid}`
   */
  logStreamName?: string | NameFunction;
  /** A ready client. It is never changed nor destroyed, and its own retries stay as they are. */
  client?: Pick<CloudWatchLogsClient, 'send'>;
  /** Configuration of the client that the exporter makes. Not together with `client`. */
  clientConfig?: CloudWatchLogsClientConfig;
  /**
   * Create a log group when it is missing.
   * @defaultValue true
   */
  createLogGroup?: boolean;
  /**
   * Create a log stream when it is missing.
   * @defaultValue true
   */
  createLogStream?: boolean;
  /**
   * Settings of a log group that the exporter creates, or a function that gives them for its name; a group that exists
   * is never changed. Environment: `OTEL_EXPORTER_CLOUDWATCH_LOG_GROUP_RETENTION_IN_DAYS`, `..._LOG_GROUP_CLASS`,
   * `..._LOG_GROUP_TAGS`, `..._LOG_GROUP_KMS_KEY_ID`, `..._LOG_GROUP_DELETION_PROTECTION_ENABLED`.
   */
  logGroup?: LogGroupOptions | LogGroupFunction;
  /**
   * How a record becomes the text of an event. Environment: `OTEL_EXPORTER_CLOUDWATCH_FORMAT`.
   * @defaultValue `'otlp'`
   */
  format?: LogFormat;
  /**
   * Which resource attributes go into each event. Environment: `OTEL_EXPORTER_CLOUDWATCH_RESOURCE`
   * (`essential`, `all`, `none`, or names separated by commas).
   * @defaultValue `'essential'`: all but `process.*` (the pid stays), `os.*`, `telemetry.sdk.*`, `host.id`, `host.arch`,
   * `service.instance.id`
   */
  resource?: ResourceSelection;
  /**
   * Members of the formats `otlp` and `flat` that are not written. Environment: `OTEL_EXPORTER_CLOUDWATCH_OMIT`.
   * @defaultValue none; what says nothing is never written
   */
  omit?: readonly OmittedMember[];
  /**
   * Keys (`password`) and dotted paths (`user.email`, `cookies.*`), without case, whose values in attributes,
   * structured bodies and the resource are written as `[REDACTED]`. A `format` function gets the record as it is.
   * Environment: `OTEL_EXPORTER_CLOUDWATCH_REDACT` (separated by commas).
   * @defaultValue none
   */
  redact?: readonly string[];
  /**
   * Records below it are not sent: a level, or levels by scope, such as `{ default: 'INFO', 'http.*': 'WARN' }`, of which
   * the longest match counts. A record whose severity is not known is sent.
   * Environment: `OTEL_EXPORTER_CLOUDWATCH_MIN_SEVERITY` (`INFO,http.*=WARN`).
   * @defaultValue none: all are sent
   */
  minSeverity?: MinSeverity;
  /**
   * Leave out records below ERROR of traces that are not sampled. Environment: `OTEL_EXPORTER_CLOUDWATCH_TRACE_BASED`.
   * @defaultValue false
   */
  traceBased?: boolean;
  /**
   * Hold records that `minSeverity` or `traceBased` leave out, and send them when a record of their trace is an error:
   * the debug lines of what failed, and of nothing else. `{}` turns it on.
   * @defaultValue none: they are not sent
   */
  errorContext?: ErrorContextOptions;
  /**
   * Once it is spent, records below its `minSeverity` are left out until the hour is over.
   * @defaultValue none: any number of bytes is sent
   */
  budget?: BudgetOptions;
  /** Asked first for a value that JSON cannot express (a bigint, a Date, bytes, an Error, ...). */
  serialize?: SerializeFunction;
  /**
   * Bytes of one PutLogEvents batch: UTF-8 bytes of the messages, and 26 for each event.
   * From 1,024 up to the default, which is the limit of the service.
   * @defaultValue 1,048,576
   * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
   */
  maxBatchBytes?: number;
  /**
   * Events of one PutLogEvents batch. From 1 up to the default, which is the limit of the service.
   * @defaultValue 10,000
   */
  maxBatchCount?: number;
  /**
   * Bytes of one event, its 26 included. From 1,024 up to the default, which is the limit of the service.
   * @defaultValue 1,048,576
   */
  maxEventBytes?: number;
  /**
   * What becomes of an event that is larger than `maxEventBytes`.
   * @defaultValue `'split'`
   */
  oversizedEvents?: OversizedEvents;
  /**
   * Requests in flight at once over all streams; there is never more than one for a stream.
   * @defaultValue 4
   */
  maxConcurrentRequests?: number;
  /**
   * Streams with pending events or use in the last hour; beyond it `attributes.*` placeholders render as
   * `overflow`.
   * @defaultValue 1,000
   */
  maxStreams?: number;
  /**
   * Milliseconds that one HTTP call may take.
   * @defaultValue 10,000
   */
  requestTimeoutMillis?: number;
  /**
   * Milliseconds that forceFlush, and shutdown, may take.
   * @defaultValue 5,000
   */
  flushTimeoutMillis?: number;
  /**
   * Milliseconds that the end of the process may be held up to send what has no answer yet: after `process.exit()`, an
   * uncaught exception, an unhandled rejection or a plain end. 0 turns it off.
   * Environment: `OTEL_EXPORTER_CLOUDWATCH_EXIT_TIMEOUT_MILLIS`.
   * @defaultValue 2,000
   */
  exitTimeoutMillis?: number;
  /** Where events wait until the service has answered for them. */
  outbox?: OutboxOptions;
  /**
   * How request bodies are compressed. Environment: `OTEL_EXPORTER_CLOUDWATCH_COMPRESSION`.
   * @defaultValue `'gzip'`
   */
  compression?: Compression;
  /**
   * Send the CloudWatch entity of type Service, where `service.name` and `deployment.environment.name` are known.
   * @defaultValue true
   */
  entity?: boolean;
  /**
   * Tell a stream of its own losses: one record with how many, why, from when to when, at most once a minute.
   * Environment: `OTEL_EXPORTER_CLOUDWATCH_LOSS_NOTICES`.
   * @defaultValue true for the formats `'otlp'` and `'flat'`, false for `'body'` and functions
   */
  lossNotices?: boolean;
  /** Called for every record that is lost, at most once a second for a reason and a stream. */
  onLoss?: (loss: Loss) => void;
  /** Where the exporter's metrics about itself go. */
  selfObsMeterProvider?: MeterProvider;
}

/** Options of the processor: those of the exporter, and how long it waits for company. */
export interface CloudWatchLogRecordProcessorOptions extends CloudWatchLogRecordExporterOptions {
  /**
   * Milliseconds that an event waits for others to share a request with. With `outbox.directory` it is stored after 100
   * at the latest.
   * @defaultValue 1,000
   */
  scheduledDelayMillis?: number;
}
