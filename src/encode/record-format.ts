import type { HrTime } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { MessageShape } from './oversized/message-shape.js';

/**
 * Logs Insights finds the first 200 fields of an event. A body and attributes with more values than this are written
 * after the members that every event has; with fewer they come first, where the rows of the console show them.
 */
export const MAX_LEADING_VALUES = 100;

/** A plain text that is too long for an event, and was not written. */
export interface LongText {
  readonly longText: string;
}

/** A record for which the application's format function failed. */
export interface FormatFailure {
  readonly error: Error;
}

/** The result of a format. */
export type WriteOutcome = 'written' | 'skipped' | 'empty' | LongText | FormatFailure;

/** Writes a record as the message of an event. */
export interface RecordFormat {
  /** Writes the message. If it throws, the record fails. */
  write(record: ReadableLogRecord, time: HrTime): WriteOutcome;
  /** How the message can be cut; without a shape it is plain text. */
  shapeOf?(record: ReadableLogRecord, message: string): MessageShape | undefined;
}
