import { endOfPiece, jsonBytes } from './cut-text.js';
import {
  contentBytes,
  cuttableTexts,
  type JsonMessage,
  type JsonText,
  openText,
  recount,
  replaceText,
} from './json-message.js';
import { shrinkMessage, truncatedBytesMember } from './truncate-message.js';

/** The repeated content leaves at least this much for the split string, */
const MIN_SHARE_BYTES = 256;
/** or this share of an event. */
const MIN_SHARE = 1 / 4;
/** Less is enough if there are few parts, */
const FEW_PARTS = 4;
/** but never less than this. */
const MIN_PIECE_BYTES = 64;

/** A message around the place of its split string. */
interface Frame {
  readonly head: string;
  readonly tail: string;
  /** The space for a piece of the string and for the numbers of its part. */
  readonly roomBytes: number;
}

/**
 * The texts of the parts that the message becomes: its longest string is distributed over them, and each repeats the
 * rest, truncated when it is too large. `undefined` when no string is long enough. The message is not changed:
 * `again` parses it once more for what is truncated.
 */
export function splitMessage(
  message: JsonMessage,
  again: () => JsonMessage,
  maxBytes: number,
  id: string,
): { texts: string[]; removedBytes: number } | undefined {
  const longest = longestText(message);
  if (longest === undefined) return undefined;
  const textBytes = contentBytes(longest);
  const partBytes = maxBytes - partEnd(id, '', '').length + '}'.length;
  const roomBytes = partBytes - (message.root.bytes - textBytes);
  const minShare = Math.max(MIN_SHARE_BYTES, Math.floor(maxBytes * MIN_SHARE));
  if (roomBytes >= minShare || isFewParts(textBytes, roomBytes)) {
    const frame = { ...openText(message, longest), roomBytes };
    return { texts: partTexts(longest.text, frame, id), removedBytes: 0 };
  }
  return textBytes <= minShare ? undefined : splitRest(again(), minShare - roomBytes, partBytes, id);
}

/** Frees `missing` bytes in what the parts repeat. */
function splitRest(
  message: JsonMessage,
  missing: number,
  partBytes: number,
  id: string,
): { texts: string[]; removedBytes: number } | undefined {
  const { root } = message;
  const longest = longestText(message);
  if (longest === undefined) return undefined;
  const { text } = longest;
  // The place of the string is shrunk with the rest, and not the string.
  replaceText(longest, '');
  recount(root);
  const before = root.bytes;
  shrinkMessage(message, before - missing - truncatedBytesMember(before).length, longest);
  const removedBytes = before - root.bytes;
  const lastMember = truncatedBytesMember(removedBytes);
  const roomBytes = partBytes - root.bytes - lastMember.length;
  if (roomBytes < MIN_PIECE_BYTES) return undefined;
  const { head, tail } = openText(message, longest);
  const texts = partTexts(text, { head, tail: `${tail}${lastMember}`, roomBytes }, id);
  return texts.length === 1 ? undefined : { texts, removedBytes };
}

function longestText(message: JsonMessage): JsonText | undefined {
  let longest: JsonText | undefined;
  for (const text of cuttableTexts(message)) {
    if (text.bytes > (longest?.bytes ?? 0)) longest = text;
  }
  return longest;
}

function isFewParts(bytes: number, roomBytes: number): boolean {
  return roomBytes >= MIN_PIECE_BYTES && bytes <= roomBytes * FEW_PARTS;
}

function partTexts(text: string, { head, tail, roomBytes }: Frame, id: string): string[] {
  const pieces = cutPieces(text, roomBytes);
  return pieces.map(
    (piece, i) =>
      `${head}${JSON.stringify(piece)}${tail}${partEnd(id, String(i + 1), String(pieces.length))}`,
  );
}

function partEnd(id: string, n: string, m: string): string {
  return `,"eventPart":{"id":${JSON.stringify(id)},"n":${n},"m":${m}}}`;
}

/** As few parts as possible: the number of parts gets as few digits as possible. */
function cutPieces(text: string, roomBytes: number): string[] {
  for (let digits = 1; ; digits += 1) {
    const pieces: string[] = [];
    for (let at = 0; at < text.length;) {
      const n = pieces.length + 1;
      const end = endOfPiece(text, at, roomBytes - String(n).length - digits, jsonBytes);
      pieces.push(text.slice(at, end));
      at = end;
    }
    if (String(pieces.length).length <= digits) return pieces;
  }
}
