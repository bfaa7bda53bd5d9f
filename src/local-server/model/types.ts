import type { Action } from './action.js';
import type { Fault } from './fault-types.js';

/**
 * One stored event, as GetLogEvents would give it.
 * @since 0.1.0
 */
export interface StoredEvent {
  readonly logGroupName: string;
  readonly logStreamName: string;
  /** Milliseconds since the epoch, as sent. */
  readonly timestamp: number;
  readonly message: string;
  /** Milliseconds since the epoch by the server's clock. */
  readonly ingestionTime: number;
  readonly eventId: string;
}

/**
 * The parsed body of a request. That of PutLogEvents is without its events: their numbers stand in for them.
 * @since 0.1.0
 */
export interface RecordedInput {
  readonly logGroupName?: string;
  readonly logStreamName?: string;
  readonly entity?: unknown;
  /** PutLogEvents: how many events were sent. */
  readonly eventCount?: number;
  /** PutLogEvents: the UTF-8 bytes of all messages. */
  readonly messageBytes?: number;
  /** PutLogEvents: `messageBytes` plus 26 for each event, which is what the limit of 1,048,576 counts. */
  readonly batchBytes?: number;
  readonly [member: string]: unknown;
}

/**
 * One request, in the order of arrival.
 * @since 0.1.0
 */
export interface RecordedCall {
  readonly action: string;
  readonly input: RecordedInput;
  /** The status answered; undefined while the call is open, and for good when it was never answered. */
  readonly status?: number;
  /** The name of the error answered. */
  readonly error?: string;
  /** The kind of the fault that decided the answer. */
  readonly fault?: Fault['kind'];
  /** Bytes of the body on the wire. */
  readonly wireBytes: number;
  /** Bytes of the body after gunzip. */
  readonly bodyBytes: number;
  readonly gzip: boolean;
  readonly accessKeyId?: string;
  /** Milliseconds since the epoch by the server's clock. */
  readonly time: number;
}

/**
 * The rules of the service a request can break; a correct exporter breaks none.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
 * @since 0.1.0
 */
export type ViolationRule =
  | 'authorization'
  | 'batch bytes'
  | 'batch count'
  | 'batch order'
  | 'batch span'
  | 'content encoding'
  | 'entity'
  | 'event bytes'
  | 'input'
  | 'kms key'
  | 'log group class'
  | 'log group name'
  | 'log stream name'
  | 'lone surrogate'
  | 'malformed JSON'
  | 'message'
  | 'payload hash'
  | 'request bytes'
  | 'retention'
  | 'tags'
  | 'timestamp'
  | 'unknown operation';

/**
 * A request that broke a rule of the service.
 * @since 0.1.0
 */
export interface Violation {
  readonly rule: ViolationRule;
  /** The text answered, or what was wrong; at most 1,000 characters. */
  readonly message: string;
  readonly action: string;
  readonly logGroupName?: string;
  readonly logStreamName?: string;
  /** Milliseconds since the epoch by the server's clock. */
  readonly time: number;
}

/**
 * Events left out of accepted calls by their age, counted by reason.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
 * @since 0.1.0
 */
export interface RejectedCounts {
  /** Older than 14 days. */
  readonly tooOld: number;
  /** More than 2 hours ahead. */
  readonly tooNew: number;
  /** Within 14 days, but before the retention of the group. */
  readonly expired: number;
}

/**
 * Calls a second by action; actions left out are unlimited.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 * @since 0.1.0
 */
export type Quotas = Readonly<Partial<Record<Action, number>>>;

/**
 * How the local server behaves.
 * @since 0.1.0
 */
export interface LocalServerOptions {
  /** Port to listen on. Default 0: a free one. */
  readonly port?: number;
  /** Address to listen on. Default `127.0.0.1`; anything else opens the server to others. */
  readonly host?: string;
  /** The faults to begin with. */
  readonly faults?: readonly Fault[];
  /**
   * Rates to hold callers to, as token buckets of one second by `now`. `account` is a new account's:
   * PutLogEvents 5,000, CreateLogGroup 10, CreateLogStream 50, DescribeLogStreams 25, DescribeLogGroups 10,
   * PutRetentionPolicy 5, TagResource 5. Default: none.
   */
  readonly quotas?: 'account' | Quotas;
  /**
   * The clock for the age of events, ingestion times and quotas, in milliseconds. Default `Date.now()` of this process,
   * so that a date that a test holds still here counts; a program that was started with another date needs its clock.
   */
  readonly now?: () => number;
  /** Draws for `rate`, from 0 up to 1. Default `Math.random`. */
  readonly random?: () => number;
  /** Events kept before the oldest are forgotten. Default 2,000,000. */
  readonly maxStoredEvents?: number;
  /** Bytes of messages kept before the oldest are forgotten. Default 2 GiB. */
  readonly maxStoredBytes?: number;
}

/**
 * What `new CloudWatchLogsClient()` needs to talk to the server.
 * @since 0.1.0
 */
export interface LocalClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/**
 * A running server.
 * @since 0.1.0
 */
export interface LocalServer {
  readonly url: string;
  readonly clientConfig: LocalClientConfig;
  /** The script of faults; push, splice or replace it while the server runs. */
  faults: Fault[];
  /** Every request in order; the last 100,000 at least. */
  readonly calls: readonly RecordedCall[];
  /** Every request that broke a rule of the service; the last 10,000 at least. */
  readonly violations: readonly Violation[];
  /** Events left out of accepted calls by their age. */
  readonly rejected: RejectedCounts;
  /** Events forgotten because more were sent than the server keeps. */
  readonly dropped: number;
  /** The stored events: streams in order of creation, within a stream by timestamp, then by arrival. */
  events(logGroupName?: string, logStreamName?: string): StoredEvent[];
  /**
   * Resolves once at least `count` events are stored in all; the exporter's own records of losses are not counted.
   * Rejects after `timeoutMillis`, by default 10,000, and when the server closes, saying what had arrived, what was
   * rejected, and why.
   */
  waitFor(count: number, options?: { readonly timeoutMillis?: number }): Promise<void>;
  /** Forgets groups, events, calls, violations and counts; faults and quotas stay. */
  clear(): void;
  /** Closes the socket and every connection at once, hung ones too. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
