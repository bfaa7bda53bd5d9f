import { endOfPiece, jsonBytes } from './cut-text.js';
import {
  contentBytes,
  cuttableTexts,
  type JsonMessage,
  type JsonNode,
  type JsonText,
  openText,
  recount,
  replaceText,
} from './json-message.js';
import { leaveOutEntries, type Rule } from './leave-out-entries.js';
import { waterLevel } from './water-level.js';

/** No string is cut to less than this; entries are left out instead. */
const MIN_TEXT_BYTES = 32;

/** While entries can be left out, a string keeps this share of the event. */
const TEXT_PART = 1 / 8;

/** The text of the message cut to `maxBytes`, with `truncatedBytes`: how many of its bytes were removed. */
export function truncateMessage(
  message: JsonMessage,
  maxBytes: number,
): { text: string; removedBytes: number } {
  const { root } = message;
  const before = root.bytes;
  shrinkMessage(message, maxBytes - truncatedBytesMember(before).length);
  const removedBytes = before - root.bytes;
  const member = truncatedBytesMember(removedBytes);
  const { head } = openText(message);
  return { text: `${head}${root.nodes.length === 0 ? member.slice(1) : member}}`, removedBytes };
}

/** The member with the number of removed bytes, with the comma before it. */
export function truncatedBytesMember(bytes: number): string {
  return `,"truncatedBytes":${bytes}`;
}

/**
 * Cuts the longest strings of the message to one length, and leaves out entries where that is not enough.
 * The string `keep` is not changed, nor the containers around it.
 */
export function shrinkMessage(message: JsonMessage, maxBytes: number, keep?: JsonText): void {
  const { root } = message;
  const excess = root.bytes - maxBytes;
  if (excess <= 0) return;
  const texts = cuttableTexts(message).filter((text) => text !== keep);
  const level = waterLevel(texts.map(contentBytes), excess);
  if (level !== undefined && level >= MIN_TEXT_BYTES) {
    cut(texts, level);
    recount(root);
    return;
  }
  const allowed = rule(message, keep);
  for (const textBytes of [Math.max(MIN_TEXT_BYTES, Math.floor(maxBytes * TEXT_PART)), MIN_TEXT_BYTES]) {
    cut(texts, textBytes);
    recount(root);
    leaveOutEntries(root, maxBytes, allowed);
    if (root.bytes <= maxBytes) return;
  }
}

function cut(texts: readonly JsonText[], maxBytes: number): void {
  for (const node of texts) {
    if (contentBytes(node) <= maxBytes) continue;
    replaceText(node, node.text.slice(0, endOfPiece(node.text, 0, maxBytes, jsonBytes)));
  }
}

function rule({ root, shape }: JsonMessage, keep: JsonText | undefined): Rule {
  const kept = new Set<JsonNode>();
  const holdsKept = (node: JsonNode): boolean => {
    const holds = node.is === 'container' ? node.nodes.some(holdsKept) : node === keep;
    if (holds) kept.add(node);
    return holds;
  };
  if (keep !== undefined) holdsKept(root);

  const any: Rule = { mayLeaveOut: (entry) => !kept.has(entry), inner: () => any };
  const whole: Rule = { mayLeaveOut: () => false, inner: () => any };
  return {
    mayLeaveOut: (entry) => !isOneOf(shape.ownKeys, entry) && !kept.has(entry),
    inner: (entry) => (isOneOf(shape.wholeObjects, entry) ? whole : any),
  };
}

function isOneOf(keys: ReadonlySet<string>, { key }: JsonNode): boolean {
  return key !== undefined && keys.has(key);
}
