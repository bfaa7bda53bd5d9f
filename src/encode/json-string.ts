import type { ByteWriter, Fragment } from './byte-writer.js';

/** From this length on, a native search and write are faster than a loop over the characters (measured: about 70). */
const LONG_RUN = 72;

/** Characters written by the loop before the search for a long run is tried again. */
const LOOP_STRETCH = 256;

/** Bounds the space reserved for a native write; text is never split within a surrogate pair here. */
const NATIVE_STRETCH = 64 * 1024;

/** The most bytes that one UTF-16 unit takes: a control character, escaped twice. */
const MAX_BYTES_PER_UNIT = 7;

/** The escapes of JSON by character code; `undefined` for characters written as they are. */
export interface Escapes {
  readonly asIs: Uint8Array;
  readonly forms: readonly (Fragment | undefined)[];
}

const NEEDS_ESCAPE = /["\\\u0000-\u001f]/g; // oxlint-disable-line no-control-regex -- the characters JSON escapes

function escapesBy(form: (character: string) => { text: string; size: number }): Escapes {
  const asIs = new Uint8Array(128).fill(1);
  const forms = Array.from({ length: 128 }, (_, code) => {
    const character = String.fromCharCode(code);
    if (code >= 0x20 && character !== '"' && character !== '\\') return undefined;
    asIs[code] = 0;
    const { text, size } = form(character);
    return { bytes: Buffer.from(text, 'latin1'), size };
  });
  return { asIs, forms };
}

const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);

/** For text that is the message itself. */
export const MESSAGE_ESCAPES = escapesBy((character) => ({ text: escaped(character), size: 1 }));

/** For text of a JSON string within the message: escaped for that string, and again for the message. */
export const NESTED_ESCAPES = escapesBy((character) => {
  const inner = escaped(character);
  return { text: escaped(inner), size: inner.length };
});

/** A piece of message text that is written often, as its final bytes. */
export function fragment(messageText: string): Fragment {
  const text = messageText.toWellFormed();
  return { bytes: Buffer.from(escaped(text)), size: Buffer.byteLength(text) };
}

/** Writes a JSON string of the message, quotes included. */
export function writeJsonString(out: ByteWriter, text: string): void {
  writeQuote(out);
  writeText(out, text, NESTED_ESCAPES);
  writeQuote(out);
}

function writeQuote(out: ByteWriter): void {
  out.reserve(2);
  out.bytes[out.position] = 0x5c;
  out.bytes[out.position + 1] = 0x22;
  out.position += 2;
  out.size += 1;
}

/** Writes text with its escapes. A lone surrogate becomes U+FFFD, as in every UTF-8 encoder. */
export function writeText(out: ByteWriter, text: string, escapes: Escapes): void {
  const { length } = text;
  if (length < LONG_RUN) {
    writeCharacters(out, text, 0, length, escapes);
    return;
  }
  for (let at = 0; at < length;) {
    const run = endOfRun(text, at);
    at =
      run - at >= LONG_RUN
        ? writeRun(out, text, at, run)
        : writeCharacters(out, text, at, Math.min(at + LOOP_STRETCH, length), escapes);
  }
}

/** End of the run of characters that need no escape. */
function endOfRun(text: string, from: number): number {
  NEEDS_ESCAPE.lastIndex = from;
  return NEEDS_ESCAPE.test(text) ? NEEDS_ESCAPE.lastIndex - 1 : text.length;
}

function writeRun(out: ByteWriter, text: string, from: number, to: number): number {
  for (let at = from; at < to;) {
    let end = Math.min(at + NATIVE_STRETCH, to);
    if (end < to && isHighSurrogate(text.charCodeAt(end - 1))) end -= 1;
    out.reserve((end - at) * 3);
    const written = out.bytes.write(
      at === 0 && end === text.length ? text : text.slice(at, end),
      out.position,
    );
    out.position += written;
    out.size += written;
    at = end;
  }
  return to;
}

/** Returns where it stopped: at `to`, or one after it where `to` would split a surrogate pair. */
function writeCharacters(out: ByteWriter, text: string, from: number, to: number, escapes: Escapes): number {
  out.reserve((to - from + 1) * MAX_BYTES_PER_UNIT);
  const { bytes } = out;
  const { asIs, forms } = escapes;
  const start = out.position;
  let position = start;
  // The bytes of the outer escapes, which the service does not count.
  let uncounted = 0;
  let at = from;
  while (at < to) {
    const code = text.charCodeAt(at);
    at += 1;
    if (code < 0x80) {
      if (asIs[code] === 1) {
        bytes[position++] = code;
        continue;
      }
      const form = forms[code]!;
      const { length } = form.bytes;
      for (let i = 0; i < length; i += 1) bytes[position++] = form.bytes[i]!;
      uncounted += length - form.size;
    } else if (code < 0x800) {
      bytes[position++] = 0xc0 | (code >> 6);
      bytes[position++] = 0x80 | (code & 0x3f);
    } else if (isHighSurrogate(code) && isLowSurrogate(text.charCodeAt(at))) {
      const point = 0x10000 + ((code & 0x3ff) << 10) + (text.charCodeAt(at) & 0x3ff);
      at += 1;
      bytes[position++] = 0xf0 | (point >> 18);
      bytes[position++] = 0x80 | ((point >> 12) & 0x3f);
      bytes[position++] = 0x80 | ((point >> 6) & 0x3f);
      bytes[position++] = 0x80 | (point & 0x3f);
    } else {
      const unit = (code & 0xf800) === 0xd800 ? 0xfffd : code;
      bytes[position++] = 0xe0 | (unit >> 12);
      bytes[position++] = 0x80 | ((unit >> 6) & 0x3f);
      bytes[position++] = 0x80 | (unit & 0x3f);
    }
  }
  out.position = position;
  out.size += position - start - uncounted;
  return at;
}

// Past the end, charCodeAt returns NaN, which is neither.
function isHighSurrogate(code: number): boolean {
  return (code & 0xfc00) === 0xd800;
}

function isLowSurrogate(code: number): boolean {
  return (code & 0xfc00) === 0xdc00;
}
