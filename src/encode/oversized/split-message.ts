import { endOfPiece, jsonBytes } from '../cut-text.js';
import { findSlots, type JsonMessage, messageBytes, messageText, type Slot } from './json-message.js';
import { shrinkMessage, truncatedBytesMember } from './truncate-message.js';

/** What the parts repeat leaves at least this for the string that is split, */
const MIN_SHARE_BYTES = 256;
/** or this part of an event. */
const MIN_SHARE = 1 / 4;
/** Less is enough where the parts stay this few, */
const FEW_PARTS = 4;
/** but never less than this. */
const MIN_PIECE_BYTES = 64;

/** A message around the place of its split string. */
interface Frame {
  readonly head: string;
  readonly tail: string;
  /** What is left for a piece of the string and the numbers of its part. */
  readonly roomBytes: number;
}

/**
 * The texts of the parts that the message becomes: its longest string is shared out over them, the rest is in
 * each of them, truncated when it is too large for that. `undefined` when no string is worth it. May change
 * the message it was given.
 */
export function splitMessage(
  message: JsonMessage,
  maxBytes: number,
  id: string,
): { texts: string[]; removedBytes: number } | undefined {
  const longest = longestSlot(message);
  // Marks the place of the string; a record that holds the new id itself is not from this world.
  const mark = `${id}:text`;
  if (longest === undefined || messageText(message).includes(JSON.stringify(mark))) return undefined;
  longest.replace(mark);

  const whole = frame(message, mark, maxBytes, id, '');
  const minShare = Math.max(MIN_SHARE_BYTES, Math.floor(maxBytes * MIN_SHARE));
  if (whole.roomBytes >= minShare || isFewParts(longest.bytes, whole.roomBytes)) {
    return { texts: partTexts(longest.text, whole, id), removedBytes: 0 };
  }
  if (longest.bytes <= minShare) return undefined;

  const before = messageBytes(message);
  const missing = minShare - whole.roomBytes + truncatedBytesMember(before).length;
  shrinkMessage(message, before - missing, mark);
  const removedBytes = before - messageBytes(message);
  const rest = frame(message, mark, maxBytes, id, truncatedBytesMember(removedBytes));
  if (rest.roomBytes < MIN_PIECE_BYTES) return undefined;
  const texts = partTexts(longest.text, rest, id);
  return texts.length === 1 ? undefined : { texts, removedBytes };
}

function longestSlot(message: JsonMessage): Slot | undefined {
  let longest: Slot | undefined;
  for (const slot of findSlots(message)) {
    if (slot.bytes > (longest?.bytes ?? 0)) longest = slot;
  }
  return longest;
}

function isFewParts(bytes: number, roomBytes: number): boolean {
  return roomBytes >= MIN_PIECE_BYTES && bytes <= roomBytes * FEW_PARTS;
}

function frame(message: JsonMessage, mark: string, maxBytes: number, id: string, lastMember: string): Frame {
  const [head = '', tail = ''] = messageText(message).slice(0, -1).split(JSON.stringify(mark));
  const end = `${tail}${lastMember}`;
  const emptyPart = `${head}""${end}${partEnd(id, '', '')}`;
  return { head, tail: end, roomBytes: maxBytes - Buffer.byteLength(emptyPart) };
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

/** As few pieces as possible: the number of all has as few digits as it can. */
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
