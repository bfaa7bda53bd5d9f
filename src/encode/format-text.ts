import { CodedError, CodedTypeError, messageOf } from '../messages/message.js';
import type { FormatFunction } from '../options/options.js';
import type { ByteWriter } from './byte-writer.js';
import { CUT_KEYS, avoidKeyCollision } from './avoid-key-collision.js';
import { ignoreRejection } from '../util/ignore-rejection.js';
import { MESSAGE_ESCAPES, writeText } from './json-string.js';
import type { MessageWriter } from './message-members.js';
import type { MessageShape } from './oversized/message-shape.js';
import { EMBEDDED_METRICS_KEY } from './oversized/plain-text.js';
import type { RecordFormat, WriteOutcome } from './record-format.js';

/** The members of an object body belong to the application; those that a cut defines are renamed. */
const OBJECT_SHAPE: MessageShape = {
  ownKeys: new Set(),
  wholeTexts: new Set(),
  wholeObjects: new Set(),
  uncutWith: EMBEDDED_METRICS_KEY,
  nameOf: (key, body) => avoidKeyCollision('body', key, CUT_KEYS, body),
  exactNumbers: () => new Map(),
};

/** The body alone: a string as it is, anything else as JSON. */
export function createBodyFormat({ out, values }: MessageWriter, maxEventBytes: number): RecordFormat {
  return {
    write({ body }) {
      if (typeof body === 'string') return writeMessage(out, body, maxEventBytes);
      return values.value(body, undefined) ? 'written' : 'empty';
    },
    // An array has no place for `eventPart`: it is cut like text, as is any other JSON that is not an object.
    shapeOf({ body }, message) {
      return typeof body !== 'string' && message.startsWith('{') ? OBJECT_SHAPE : undefined;
    },
  };
}

/** The text that a function of the application returns for the record. */
export function createFunctionFormat(
  { out }: MessageWriter,
  format: FormatFunction,
  maxEventBytes: number,
): RecordFormat {
  return {
    write(record) {
      let text: unknown;
      try {
        text = format(record);
      } catch (cause) {
        return {
          error: new CodedError(messageOf('CWL_FORMAT_FUNCTION_FAILED', { what: 'threw' }), { cause }),
        };
      }
      if (text === undefined) return 'skipped';
      if (typeof text === 'string') return writeMessage(out, text, maxEventBytes);
      ignoreRejection(text);
      return {
        error: new CodedTypeError(
          messageOf('CWL_FORMAT_FUNCTION_FAILED', {
            what: `gave ${typeof text}, not a string or undefined`,
          }),
        ),
      };
    },
  };
}

/** A text that cannot fit is not written first: it is cut directly, however long it is. */
function writeMessage(out: ByteWriter, text: string, maxEventBytes: number): WriteOutcome {
  if (text === '') return 'empty';
  if (text.length > maxEventBytes) return { longText: text };
  writeText(out, text, MESSAGE_ESCAPES);
  return 'written';
}
