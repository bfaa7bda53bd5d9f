/** The types of the data flow. Types only: every folder may import them. */

/** Values of the CloudWatch entity of type Service that events belong to. */
export interface ServiceEntity {
  readonly name: string;
  readonly environment: string;
  /** The platform of the service, with the names that the CloudWatch agent uses; undefined where it is not known. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** A log stream in its group. One object for each pair of names, so that it serves as a key. */
export interface Destination {
  readonly logGroupName: string;
  readonly logStreamName: string;
}

/**
 * Events that were encoded together for one destination. Columns instead of objects: an exporter under load
 * holds a hundred thousand events, and as objects they would cost the garbage collector more than their bytes.
 */
export interface EventBlock {
  /** The events as they are sent, `{"timestamp":N,"message":"..."}`, with one comma between neighbors. */
  bytes: Uint8Array<ArrayBuffer>;
  /** The end of each event in the bytes. */
  readonly ends: Uint32Array<ArrayBuffer>;
  /** Time of each event: milliseconds since the epoch, integers. */
  readonly timestamps: Float64Array<ArrayBuffer>;
  /** What the service counts for each event: UTF-8 bytes of the message, plus 26. */
  readonly sizes: Uint32Array<ArrayBuffer>;
  /** Its place in the order of arrival over all streams; set by the outbox, 0 before. */
  arrival: number;
  /** A journal has stored it on disk. */
  isStored: boolean;
  /** Events without an outcome; after the last one, the memory is freed or reused. */
  remaining: number;
}

/** Neighbors in a block, from `from` to before `to`: a contiguous piece of a request body. */
export interface EventRun {
  readonly block: EventBlock;
  readonly from: number;
  readonly to: number;
}

/** How many events, and the times of the oldest and of the newest in milliseconds since the epoch. */
export interface EventSpan {
  readonly count: number;
  readonly from: number;
  readonly to: number;
}

export type EventsByDestination = readonly (readonly [Destination, readonly EventRun[]])[];

/** Events without an answer at the end. */
export interface Remaining {
  /** In memory alone. */
  readonly volatile: EventsByDestination;
  /** Counts of events that a journal has. */
  readonly stored: readonly [Destination, number][];
}

/** The limits of one batch; the service's own, or lower. */
export interface BatchLimits {
  readonly maxBatchBytes: number;
  readonly maxBatchCount: number;
}

/** What was cut from the front of the pending events. */
export interface BatchCut {
  /** In the order of their times; events of the same millisecond in the order of their arrival. */
  readonly batch: EventRun[];
  /** Too far in time from the batch: they stay, in their order, before the events that were not looked at. */
  readonly passedOver: EventRun[];
  /** Events looked at: those of the batch and those passed over. */
  readonly seen: number;
}

/** Cuts the next batch from the front of events in the order of their arrival; places before `head` may be empty. */
export type BatchCutter = (pending: readonly (EventRun | undefined)[], head: number) => BatchCut;

/**
 * Why a record did not become an event that CloudWatch Logs keeps.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
 * @since 0.1.0
 */
export type LossReason =
  /** The outbox was full. */
  | 'outbox_full'
  /** The format gave no text. */
  | 'empty'
  /** The record could not be written by the format. */
  | 'encode_failed'
  /** The event was over `maxEventBytes` and may not be cut or split. */
  | 'oversized'
  /** The service refused the event itself. */
  | 'invalid'
  /** Older than 14 days when it arrived. */
  | 'too_old'
  /** More than two hours ahead of the service's clock. */
  | 'too_new'
  /** Older than the retention of its log group. */
  | 'expired'
  /** The durable outbox had it and cannot read it any more. */
  | 'damaged'
  /** The exporter was shut down, or the process ended, before the service answered or before the record came. */
  | 'shutdown';

/** Why a record was left out on purpose. */
export type NotSentReason =
  /** Below `minSeverity`. */
  | 'severity'
  /** Of a trace that is not sampled, with `traceBased`. */
  | 'not_sampled'
  /** Below `budget.minSeverity`, while the budget is spent. */
  | 'budget'
  /** Held for `errorContext`, and nothing failed. */
  | 'no_error'
  /** Held for `errorContext`, whose `maxBytes` were spent. */
  | 'context_full';

/**
 * Records of one stream that were lost together, for one reason.
 * @since 0.1.0
 */
export interface Loss {
  readonly reason: LossReason;
  readonly count: number;
  readonly logGroupName: string;
  readonly logStreamName: string;
  /** Time of the oldest of them, in milliseconds since the epoch. */
  readonly from: number;
  /** Time of the newest of them, in milliseconds since the epoch. */
  readonly to: number;
  /** The error of the service or of the format, if there was one. */
  readonly error?: Error;
}
