import type { MessageShape } from '../record-format.js';

/** What `JSON.parse` gives. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  [key: string]: Json;
}

/** A value that has entries. */
export type JsonContainer = Json[] | JsonObject;

/** Beyond this a text that the shape wants whole is none of its kind: it may be cut like any other. */
const MAX_WHOLE_TEXT_BYTES = 64;

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
  if (!isContainer(value)) return Buffer.byteLength(JSON.stringify(value));
  let bytes = 1;
  for (const [key, item] of Object.entries(value)) {
    bytes += entryBytes(value, key, valueBytes(item, sizes));
  }
  bytes = Math.max(bytes, 2);
  sizes?.set(value, bytes);
  return bytes;
}

/** UTF-8 bytes of an entry of a container, with a comma or bracket behind it. */
export function entryBytes(container: JsonContainer, key: string, bytes: number): number {
  return Array.isArray(container) ? bytes + 1 : Buffer.byteLength(JSON.stringify(key)) + 1 + bytes + 1;
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
  const visit = (value: Json, key: string, holder: JsonContainer): void => {
    if (isContainer(value)) {
      for (const [innerKey, item] of Object.entries(value)) visit(item, innerKey, value);
    } else if (typeof value === 'string' && value !== '') {
      const bytes = valueBytes(value) - 2;
      const isWhole = exact.has(key) || (shape.wholeTexts.has(key) && bytes <= MAX_WHOLE_TEXT_BYTES);
      if (holder !== root || !isWhole) {
        slots.push({ text: value, bytes, replace: (text) => put(holder, key, text) });
      }
    }
  };
  for (const [key, value] of Object.entries(root)) visit(value, key, root);
  return slots;
}

function put(holder: JsonContainer, key: string, value: Json): void {
  if (Array.isArray(holder)) holder[Number(key)] = value;
  else holder[key] = value;
}
