/** How many bytes each ASCII character takes; other characters always take their UTF-8 bytes. */
export type AsciiBytes = Uint8Array;

/** In a plain text. */
export const plainBytes: AsciiBytes = new Uint8Array(128).fill(1);

/** Between the quotes of a JSON string. */
export const jsonBytes: AsciiBytes = Uint8Array.from(
  { length: 128 },
  (_, code) => JSON.stringify(String.fromCharCode(code)).length - 2,
);

/** End of the longest piece of `text` that starts at `from`, takes at most `maxBytes` and splits no character. */
export function endOfPiece(text: string, from: number, maxBytes: number, asciiBytes: AsciiBytes): number {
  let left = maxBytes;
  for (let at = from; at < text.length;) {
    const bytes = characterBytes(text, at, asciiBytes);
    left -= bytes;
    if (left < 0) return at;
    at += bytes === PAIR_BYTES ? 2 : 1;
  }
  return text.length;
}

/** Bytes of the whole text. */
export function utf8Bytes(text: string, asciiBytes: AsciiBytes): number {
  let sum = 0;
  for (let at = 0; at < text.length;) {
    const bytes = characterBytes(text, at, asciiBytes);
    sum += bytes;
    at += bytes === PAIR_BYTES ? 2 : 1;
  }
  return sum;
}

/** Only a surrogate pair takes this many bytes, and every pair does. */
const PAIR_BYTES = 4;

function characterBytes(text: string, at: number, asciiBytes: AsciiBytes): number {
  const code = text.charCodeAt(at);
  if (code < 0x80) return asciiBytes[code]!;
  if (code < 0x800) return 2;
  const isPair = (code & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
  return isPair ? PAIR_BYTES : 3;
}
