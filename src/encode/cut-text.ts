/** UTF-8 bytes of a character of the basic plane, or of a lone surrogate, in some writing. */
export type UnitBytes = (code: number) => number;

function utf8Bytes(code: number): number {
  if (code < 0x80) return 1;
  return code < 0x800 ? 2 : 3;
}

const SHORT_ESCAPES = new Set(['"', '\\', '\b', '\f', '\n', '\r', '\t'].map((text) => text.charCodeAt(0)));

/** Of a plain text. */
export const plainBytes: UnitBytes = utf8Bytes;

/** Of the text between the quotes of a JSON string. */
export const jsonBytes: UnitBytes = (code) => {
  if (SHORT_ESCAPES.has(code)) return 2;
  return code < 0x20 ? 6 : utf8Bytes(code);
};

/** Where the longest piece of `text` ends that starts at `from`, takes `maxBytes` and splits no character. */
export function endOfPiece(text: string, from: number, maxBytes: number, unitBytes: UnitBytes): number {
  let left = maxBytes;
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    const isPair = (code & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
    left -= isPair ? 4 : unitBytes(code);
    if (left < 0) return at;
    at += isPair ? 2 : 1;
  }
  return at;
}

/** UTF-8 bytes of a JSON string, quotes included. */
export function jsonStringBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text));
}
