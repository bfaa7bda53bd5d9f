import { bytesOf, jsonBytes } from '../cut-text.js';
import type { MessageShape } from '../record-format.js';

/** What `JSON.parse` gives. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  [key: string]: Json;
}

/** A value that has entries. */
export type JsonContainer = Json[] | JsonObject;

/** A longer text than this is not what the shape wants whole: it may be cut like any other. */
const MAX_WHOLE_TEXT = 64;

/** A message of one of the JSON formats, taken apart. */
export interface JsonMessage {
  root: JsonObject;
  readonly shape: MessageShape;
  /** The members with exact numbers; the root holds their digits as text. */
  readonly exact: ReadonlyMap<string, string>;
}

export function parseMessage(text: string, shape: MessageShape, exact: JsonMessage['exact']): JsonMessage {
  const root: JsonObject = JSON.parse(text);
  for (const [key, digits] of exact) root[key] = digits;
  return { root, shape, exact };
}

export function messageText({ root, exact }: JsonMessage): string {
  const members = Object.entries(root).map(
    ([key, value]) => `${JSON.stringify(key)}:${exact.get(key) ?? JSON.stringify(value)}`,
  );
  return `{${members.join(',')}}`;
}

/** UTF-8 bytes of the message. */
export function messageBytes({ root, exact }: JsonMessage, sizes?: Map<Json, number>): number {
  const quotes = 2 * exact.size;
  return valueBytes(root, sizes) - quotes;
}

/** UTF-8 bytes of a value as JSON; those of its containers are noted in `sizes`. */
export function valueBytes(value: Json, sizes?: Map<Json, number>): number {
  if (typeof value === 'string') return textBytes(value);
  if (!isContainer(value)) return String(value).length;
  let bytes = 1;
  if (Array.isArray(value)) {
    for (const item of value) bytes += entryBytes(undefined, valueBytes(item, sizes));
  } else {
    for (const [key, item] of Object.entries(value)) bytes += entryBytes(key, valueBytes(item, sizes));
  }
  bytes = Math.max(bytes, 2);
  sizes?.set(value, bytes);
  return bytes;
}

/** UTF-8 bytes of an entry of a container, its key if it has one, and a comma or bracket behind it. */
export function entryBytes(key: string | undefined, bytes: number): number {
  return (key === undefined ? 0 : textBytes(key) + 1) + bytes + 1;
}

function textBytes(text: string): number {
  const quotes = 2;
  return bytesOf(text, jsonBytes) + quotes;
}

export function isContainer(value: Json): value is JsonContainer {
  return typeof value === 'object' && value !== null;
}

/** A string of the message that may be cut. */
export interface Slot {
  readonly text: string;
  /** UTF-8 bytes of the text in JSON, without the quotes. */
  readonly bytes: number;
  replace(text: string): void;
}

/** The strings of the message that may be cut. */
export function findSlots({ root, shape, exact }: JsonMessage): Slot[] {
  const slots: Slot[] = [];
  const visit = (value: Json, replace: (text: string) => void): void => {
    if (typeof value === 'string') {
      if (value !== '') slots.push({ text: value, bytes: bytesOf(value, jsonBytes), replace });
    } else if (Array.isArray(value)) {
      for (const [i, item] of value.entries()) visit(item, (text) => (value[i] = text));
    } else if (isContainer(value)) {
      for (const [key, item] of Object.entries(value)) visit(item, (text) => (value[key] = text));
    }
  };
  for (const [key, value] of Object.entries(root)) {
    const isShort = typeof value === 'string' && value.length <= MAX_WHOLE_TEXT;
    if (exact.has(key) || (isShort && shape.wholeTexts.has(key))) continue;
    visit(value, (text) => (root[key] = text));
  }
  return slots;
}
