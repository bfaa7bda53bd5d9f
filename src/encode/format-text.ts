import type { FormatFunction } from '../options.js';
import type { ByteWriter } from './byte-writer.js';
import { MESSAGE_ESCAPES, writeText } from './json-string.js';
import type { MessageWriter } from './message-members.js';
import type { RecordFormat, WriteOutcome } from './record-format.js';

/** The body alone: a string as it is, anything else as JSON. */
export function createBodyFormat({ out, values }: MessageWriter, maxEventBytes: number): RecordFormat {
  return {
    write({ body }) {
      if (typeof body === 'string') return writeMessage(out, body, maxEventBytes);
      return values.value(body, '') ? 'written' : 'empty';
    },
  };
}

/** The text that a function of the application makes of the record. */
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
        return { error: new Error('The `format` function threw', { cause }) };
      }
      if (text === undefined) return 'skipped';
      if (typeof text === 'string') return writeMessage(out, text, maxEventBytes);
      return {
        error: new TypeError(`Expected \`format\` to give a string or undefined, got ${typeof text}`),
      };
    },
  };
}

/** A text that cannot fit is not written first and read again, however long it is. */
function writeMessage(out: ByteWriter, text: string, maxEventBytes: number): WriteOutcome {
  if (text === '') return 'empty';
  if (text.length > maxEventBytes) return { longText: text };
  writeText(out, text, MESSAGE_ESCAPES);
  return 'written';
}
