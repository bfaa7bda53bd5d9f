import { CodedError, type Message, messageOf } from '../messages/message.js';
import type { HrTime } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { isMoved } from '../events/event-time.js';
import type {
  LogFormat,
  OmittedMember,
  OversizedEvents,
  ResourceSelection,
  SerializeFunction,
} from '../options/options.js';
import type { ByteWriter } from './byte-writer.js';
import { EVENT_OVERHEAD_BYTES } from '../events/limits.js';
import { createFlatFormat } from './format-flat.js';
import { createOtlpFormat } from './format-otlp.js';
import { createBodyFormat, createFunctionFormat } from './format-text.js';
import { JsonValueWriter } from './json-value.js';
import { fitMessage, fitText, type FitSettings } from './oversized/fit-message.js';
import type { MessageWriter } from './message-members.js';
import type { RecordFormat } from './record-format.js';
import { RedactedPaths } from './redacted-paths.js';
import { createResourceFilter } from './resource-filter.js';
import { WriteBudget } from './write-budget.js';

/** How records are written. */
export interface EncoderSettings {
  readonly format: LogFormat;
  readonly resource: ResourceSelection;
  /** Members of the format that are not written. */
  readonly omit: readonly OmittedMember[];
  /** Keys and dotted paths of values that are not written. */
  readonly redact: readonly string[];
  readonly serialize?: SerializeFunction;
  /** The largest size of one event, its 26 bytes of overhead included. */
  readonly maxEventBytes: number;
  readonly oversizedEvents: OversizedEvents;
}

/** What the encoder needs from its surroundings. */
export interface EncoderParts {
  /** The message is written here, as bytes of the request. */
  readonly out: ByteWriter;
  /** Returns a unique id that joins the parts of a split event. */
  readonly newId: () => string;
  /** Reports something about a record, once for each cause. The message contains nothing of the record. */
  readonly warnOnce: (message: Message) => void;
  /** The same for a repeated problem: reported again after a while. */
  readonly warnHourly: (message: Message) => void;
  /** Called with the UTF-8 bytes of an oversized event that none of the resulting events contains. */
  readonly onTruncated: (bytes: number) => void;
}

/** A record that became no event. */
export interface EncodeLoss {
  readonly lost: 'empty' | 'encode_failed' | 'oversized';
  readonly error?: Error;
}

/** The messages of an oversized record, or of the parts that it was split into. They are not written. */
export interface FittedMessages {
  readonly texts: readonly string[];
}

/** The outcome for a record: `skipped` if the format function returned undefined. */
export type EncodeOutcome = 'written' | 'skipped' | EncodeLoss | FittedMessages;

/** Encodes records as messages. */
export interface Encoder {
  /** Writes the message of the record. What is written of a record that has another outcome is of no use. Never throws. */
  encode(record: ReadableLogRecord, time: HrTime): EncodeOutcome;
  /** Bytes that the last record took to write, also if it became no event. */
  readonly lastBytes: number;
}

export function createEncoder(settings: EncoderSettings, parts: EncoderParts): Encoder {
  const { maxEventBytes } = settings;
  const { out } = parts;
  const budget = new WriteBudget(maxEventBytes);
  const paths = settings.redact.length === 0 ? undefined : new RedactedPaths(settings.redact);
  const values = new JsonValueWriter(out, budget, settings.serialize, paths);
  const format = createFormat(settings, { out, values, budget });
  const fit: FitSettings = {
    mode: settings.oversizedEvents,
    maxMessageBytes: maxEventBytes - EVENT_OVERHEAD_BYTES,
    newId: parts.newId,
  };

  let lastBytes = 0;

  /** The size of what is written as an event, as the service counts it. */
  const writtenSize = (): number => out.size + EVENT_OVERHEAD_BYTES;

  const oversized = (text: string, record: ReadableLogRecord, time: HrTime): EncodeOutcome => {
    const size = Buffer.byteLength(text) + EVENT_OVERHEAD_BYTES;
    lastBytes = size;
    const facts = { bytes: size, maxEventBytes };
    const shape = format.shapeOf?.(record, text);
    const fitted =
      shape === undefined
        ? fitText(text, fit)
        : fitMessage(text, shape, shape.exactNumbers(record, time), fit);
    if (fitted === undefined) {
      const message = messageOf('CWL_EVENT_DROPPED', facts);
      parts.warnHourly(message);
      return { lost: 'oversized', error: new CodedError(message) };
    }
    const { texts, removedBytes } = fitted;
    const result = texts.length === 1 ? 'truncates it' : `splits it into ${texts.length} events`;
    if (removedBytes > 0) parts.onTruncated(removedBytes);
    const loss = removedBytes === 0 ? '' : `, and leaves out ${removedBytes} bytes`;
    parts.warnHourly(messageOf('CWL_EVENT_OVERSIZED', { ...facts, result: `${result}${loss}` }));
    return { texts };
  };

  const write = (record: ReadableLogRecord, time: HrTime): EncodeOutcome => {
    const start = out.position;
    const outcome = format.write(record, time);
    lastBytes = writtenSize();
    if (budget.isSpent) {
      parts.warnHourly(messageOf('CWL_RECORD_SHORTENED'));
    }
    if (outcome === 'written') {
      return lastBytes > maxEventBytes ? oversized(out.textSince(start), record, time) : 'written';
    }
    if (outcome === 'skipped') return 'skipped';
    if (outcome === 'empty') return { lost: 'empty' };
    if ('longText' in outcome) return oversized(outcome.longText, record, time);
    return { lost: 'encode_failed', error: outcome.error };
  };

  return {
    encode(record, time) {
      try {
        budget.begin();
        values.begin();
        if (isMoved(record, time)) parts.warnOnce(messageOf('CWL_TIME_NOT_ACCEPTED'));
        return write(record, time);
      } catch (cause) {
        lastBytes = writtenSize();
        return {
          lost: 'encode_failed',
          error: new CodedError(messageOf('CWL_RECORD_NOT_ENCODED'), { cause }),
        };
      }
    },
    get lastBytes() {
      return lastBytes;
    },
  };
}

function createFormat(
  { format, resource, omit, maxEventBytes }: EncoderSettings,
  writer: MessageWriter,
): RecordFormat {
  switch (format) {
    case 'otlp':
      return createOtlpFormat(writer, createResourceFilter(resource), omit);
    case 'flat':
      return createFlatFormat(writer, omit);
    case 'body':
      return createBodyFormat(writer, maxEventBytes);
    default:
      return createFunctionFormat(writer, format, maxEventBytes);
  }
}
