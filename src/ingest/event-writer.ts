import type { HrTime } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { EncodeLoss, Encoder } from '../encode/encoder.js';
import { toMillis } from '../events/event-time.js';
import { type EventBlocks, type EventTarget, notJoined } from './event-blocks.js';

/** The outcome for a record: `skipped` if the format function returned undefined. */
export type EventOutcome = 'written' | 'skipped' | EncodeLoss;

/** Writes records as events. */
export interface EventWriter {
  /** Appends the event of the record, or the parts of a split event, to the target. Never throws. */
  write(record: ReadableLogRecord, time: HrTime, target: EventTarget): EventOutcome;
  /** Bytes that the last record took to write, also if it became no event. */
  readonly lastBytes: number;
}

/** The encoder writes a message into the event that is open in the blocks. */
export function createEventWriter(
  encoder: Encoder,
  events: Pick<EventBlocks, 'begin' | 'isOpen' | 'end' | 'abandon' | 'addText'>,
): EventWriter {
  function write(record: ReadableLogRecord, time: HrTime, target: EventTarget): EventOutcome {
    const millis = toMillis(time);
    events.begin(millis, target);
    const outcome = encoder.encode(record, time);
    // A `toJSON` called process.exit, and a listener of `exit` threw, so that the process did not end.
    if (!events.isOpen) throw new Error('Other events were written before this one ended.');
    if (outcome === 'written') {
      events.end();
      return 'written';
    }
    events.abandon();
    if (outcome === 'skipped' || !('texts' in outcome)) return outcome;
    for (const text of outcome.texts) events.addText(millis, text, target);
    return 'written';
  }

  return {
    write(record, time, target) {
      try {
        return write(record, time, target);
      } catch (cause) {
        events.abandon();
        return { lost: 'encode_failed', error: notJoined(cause) };
      }
    },
    get lastBytes() {
      return encoder.lastBytes;
    },
  };
}
