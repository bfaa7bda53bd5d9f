import type { HrTime } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';

/**
 * Logs Insights finds the first 200 fields of an event. A body and attributes with more values than this stand behind the
 * members that every event has; with fewer they stand before them, where the rows of the console show them.
 */
export const MAX_LEADING_VALUES = 100;

/** A plain text that is over the limit by its length alone, and was not written. */
export interface LongText {
  readonly longText: string;
}

/** A record that the application's own format could not bring to a text. */
export interface FormatFailure {
  readonly error: Error;
}

/** What a format made of a record. */
export type WriteOutcome = 'written' | 'skipped' | 'empty' | LongText | FormatFailure;

/** How a record becomes the message of an event. */
export interface RecordFormat {
  /** Writes the message. Whatever it throws is the record's failure. */
  write(record: ReadableLogRecord, time: HrTime): WriteOutcome;
  /** How a message is cut that it made of the record; without a shape it is a plain text. */
  shapeOf?(record: ReadableLogRecord, message: string): MessageShape | undefined;
}

/** What may be done to the JSON object of a message to make it smaller. */
export interface MessageShape {
  /** The format's own members, which are never left out. */
  readonly ownKeys: ReadonlySet<string>;
  /** Own members whose text is never cut. */
  readonly wholeTexts: ReadonlySet<string>;
  /** Own members that are objects of which no member is left out. */
  readonly wholeObjects: ReadonlySet<string>;
  /** A member of this name makes the message one that is never cut. */
  readonly uncutWith?: string;
  /** The name that a member has in a message that was cut: the exporter's own members keep theirs. */
  nameOf?(key: string, object: object): string;
  /** Members with numbers that no JavaScript number holds, as text. */
  exactNumbers(record: ReadableLogRecord, time: HrTime): ReadonlyMap<string, string>;
}
