/** The nouns of the flow. Types only: every room may read them, none owns them. */

/** Values of the CloudWatch entity of type Service that events belong to. */
export interface ServiceEntity {
  readonly name: string;
  readonly environment: string;
}

/** A log stream in its group. One object for each pair of names, so that it serves as a key. */
export interface Destination {
  readonly logGroupName: string;
  readonly logStreamName: string;
}

/** One event as it goes on the wire, `{"timestamp":N,"message":"..."}`, at `block[start..end)`. */
export interface LogEvent {
  /** Milliseconds since the epoch, an integer. */
  readonly timestamp: number;
  /** What the service counts: UTF-8 bytes of the message, plus 26. */
  readonly size: number;
  /**
   * Shared with the events that were encoded beside it for the same destination. Two neighbours are parted
   * by one comma, so that a run of them is a piece of a request body as it stands.
   */
  readonly block: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** Place in the order of arrival over all streams; the outbox gives it, the encoder writes 0. */
  arrival: number;
}

/** The limits of one batch; the service's own, or lower. */
export interface BatchLimits {
  readonly maxBatchBytes: number;
  readonly maxBatchCount: number;
}

/** What a slice took from the front of the pending events. */
export interface Slice {
  /** In the order of their times; events of the same millisecond in the order of their arrival. */
  readonly batch: LogEvent[];
  /** Too far in time from the batch: they stay, in their order, before the events not looked at. */
  readonly passedOver: LogEvent[];
  /** Index of the first event not looked at. */
  readonly next: number;
}

/** Cuts the next batch from the front of events in the order of their arrival; places before `from` may be empty. */
export type Cut = (pending: readonly (LogEvent | undefined)[], from: number) => Slice;

/** Why a record never became an event that CloudWatch Logs keeps. */
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
  /** The durable outbox had it and can not read it any more. */
  | 'damaged'
  /** The exporter was shut down before the service answered, or before the record came. */
  | 'shutdown';

/** Records of one stream that were lost together. */
export interface Loss {
  readonly reason: LossReason;
  readonly count: number;
  readonly logGroupName: string;
  readonly logStreamName: string;
  /** Time of the oldest of them, in milliseconds since the epoch. */
  readonly from: number;
  /** Time of the newest of them, in milliseconds since the epoch. */
  readonly to: number;
  /** What the service or the format said, where something was said. */
  readonly error?: Error;
}
