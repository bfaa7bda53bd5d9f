import type { HrTime } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';

/** How the JSON object of a message can be reduced. */
export interface MessageShape {
  /** The format's own members, which are never left out. */
  readonly ownKeys: ReadonlySet<string>;
  /** Own members whose text is never cut. */
  readonly wholeTexts: ReadonlySet<string>;
  /** Own members that are objects, of which no member is left out. */
  readonly wholeObjects: ReadonlySet<string>;
  /** A message with a member of this name is never cut. */
  readonly uncutWith?: string;
  /** The name of a member in a message that was cut: the exporter's own members keep theirs. */
  nameOf?(key: string, object: object): string;
  /** Members with numbers that no JavaScript number can express, as text. */
  exactNumbers(record: ReadableLogRecord, time: HrTime): ReadonlyMap<string, string>;
}
