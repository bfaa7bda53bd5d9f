import { endOfPiece, jsonBytes } from '../cut-text.js';
import {
  findSlots,
  isContainer,
  type Json,
  type JsonMessage,
  messageBytes,
  messageText,
  type Slot,
  valueBytes,
} from './json-message.js';
import { entriesLeft, type Rule } from './leave-out-entries.js';
import { waterLevel } from './water-level.js';

/** Shorter than this no string is cut; entries are left out instead. */
const MIN_TEXT_BYTES = 32;

/** While there are entries to leave out, a string keeps this part of the event. */
const TEXT_PART = 1 / 8;

/** The text of the message, which it cuts to `maxBytes`, with `truncatedBytes`: how many of its bytes went. */
export function truncateMessage(
  message: JsonMessage,
  maxBytes: number,
): { text: string; removedBytes: number } {
  const before = messageBytes(message);
  shrinkMessage(message, maxBytes - truncatedBytesMember(before).length);
  const removedBytes = before - messageBytes(message);
  const text = `${messageText(message).slice(0, -1)}${truncatedBytesMember(removedBytes)}}`;
  return { text, removedBytes };
}

/** The member that says how many bytes of a message went, its comma before it. */
export function truncatedBytesMember(bytes: number): string {
  return `,"truncatedBytes":${bytes}`;
}

/**
 * Cuts the longest strings of the message to one length, and where that is not enough leaves out entries.
 * The string `keep` stays as it is, with all containers around it.
 */
export function shrinkMessage(message: JsonMessage, maxBytes: number, keep?: string): void {
  const slots = (): Slot[] => findSlots(message).filter((slot) => slot.text !== keep);
  const excess = messageBytes(message) - maxBytes;
  if (excess <= 0) return;
  const found = slots();
  const level = waterLevel(
    found.map((slot) => slot.bytes),
    excess,
  );
  if (level !== undefined && level >= MIN_TEXT_BYTES) {
    cut(found, level);
    return;
  }
  for (const textBytes of [Math.max(MIN_TEXT_BYTES, Math.floor(maxBytes * TEXT_PART)), MIN_TEXT_BYTES]) {
    cut(slots(), textBytes);
    const sizes = new Map<Json, number>();
    const bytes = messageBytes(message, sizes);
    if (bytes <= maxBytes) return;
    // The digits of exact numbers stand in the root with quotes.
    const rootBytes = maxBytes + valueBytes(message.root) - bytes;
    const left = entriesLeft(message.root, rootBytes, rule(message, keep), sizes);
    message.root = Object.fromEntries(left.entries);
    if (messageBytes(message) <= maxBytes) return;
  }
}

function cut(slots: readonly Slot[], maxBytes: number): void {
  for (const slot of slots) {
    const { text, bytes } = slot;
    if (bytes > maxBytes) slot.replace(text.slice(0, endOfPiece(text, 0, maxBytes, jsonBytes)));
  }
}

function rule({ root, shape }: JsonMessage, keep: string | undefined): Rule {
  const kept = new Set<Json>();
  const holdsKept = (value: Json): boolean => {
    const holds = isContainer(value) ? Object.values(value).some(holdsKept) : value === keep;
    if (holds) kept.add(value);
    return holds;
  };
  if (keep !== undefined) holdsKept(root);

  const any: Rule = { mayLeaveOut: (_, value) => !kept.has(value), inner: () => any };
  const whole: Rule = { mayLeaveOut: () => false, inner: () => any };
  return {
    mayLeaveOut: (key, value) => !shape.ownKeys.has(key) && !kept.has(value),
    inner: (key) => (shape.wholeObjects.has(key) ? whole : any),
  };
}
