import { utf8Bytes, jsonBytes } from './cut-text.js';
import type { MessageShape } from './message-shape.js';

/** A result of `JSON.parse`. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  [key: string]: Json;
}

/** A value of a message, with its size as JSON: an oversized message is measured once. */
export type JsonNode = JsonText | JsonLiteral | JsonContainer;

interface Entry {
  /** Undefined for the elements of an array. */
  readonly key: string | undefined;
  /** UTF-8 bytes of the key, its quotes and its colon; 0 without a key. */
  readonly keyBytes: number;
}

/** A string. */
export interface JsonText extends Entry {
  readonly is: 'text';
  text: string;
  bytes: number;
}

/** Any other value without entries, as it is written. */
export interface JsonLiteral extends Entry {
  readonly is: 'literal';
  readonly text: string;
  readonly bytes: number;
}

/** A value that has entries. */
export interface JsonContainer extends Entry {
  readonly is: 'container';
  readonly isArray: boolean;
  nodes: readonly JsonNode[];
  bytes: number;
}

/** A text longer than this is cut even if the shape wants it whole. */
const MAX_WHOLE_TEXT = 64;

const QUOTES_BYTES = 2;

/** Of `[]` and `{}`. */
const EMPTY_BYTES = 2;

/** A parsed message of one of the JSON formats. */
export interface JsonMessage {
  readonly root: JsonContainer;
  readonly shape: MessageShape;
}

/** Parses the object of a message. Exact numbers keep all their digits. */
export function jsonMessageOf(
  object: JsonObject,
  shape: MessageShape,
  exact: ReadonlyMap<string, string>,
): JsonMessage {
  const nodes = Object.entries(object).map(([key, value]) => {
    const digits = exact.get(key);
    const name = shape.nameOf === undefined ? key : shape.nameOf(key, object);
    return digits === undefined ? nodeOf(value, name) : literal(digits, name, keyBytes(name));
  });
  return { root: container(false, nodes, undefined, 0), shape };
}

export function nodeOf(value: Json, key?: string): JsonNode {
  const bytes = keyBytes(key);
  if (typeof value === 'string') {
    return { is: 'text', key, keyBytes: bytes, text: value, bytes: textBytes(value) };
  }
  if (typeof value !== 'object' || value === null) return literal(String(value), key, bytes);
  const isArray = Array.isArray(value);
  const nodes = isArray
    ? value.map((item) => nodeOf(item))
    : Object.entries(value).map(([name, item]) => nodeOf(item, name));
  return container(isArray, nodes, key, bytes);
}

function literal(text: string, key: string | undefined, bytes: number): JsonLiteral {
  return { is: 'literal', key, keyBytes: bytes, text, bytes: text.length };
}

function container(
  isArray: boolean,
  nodes: readonly JsonNode[],
  key: string | undefined,
  bytes: number,
): JsonContainer {
  return { is: 'container', key, keyBytes: bytes, isArray, nodes, bytes: sumOf(nodes) };
}

function keyBytes(key: string | undefined): number {
  return key === undefined ? 0 : textBytes(key) + 1;
}

function textBytes(text: string): number {
  return utf8Bytes(text, jsonBytes) + QUOTES_BYTES;
}

/** UTF-8 bytes of an entry of a container, with its key if it has one, and a comma or bracket. */
export function entryBytes(node: JsonNode): number {
  return node.keyBytes + node.bytes + 1;
}

/** UTF-8 bytes of a container of these entries. */
export function sumOf(nodes: readonly JsonNode[]): number {
  let bytes = 1;
  for (const node of nodes) bytes += entryBytes(node);
  return Math.max(bytes, EMPTY_BYTES);
}

/** Updates the sizes of all containers from the texts in them. */
export function recount(within: JsonContainer): void {
  for (const node of within.nodes) if (node.is === 'container') recount(node);
  within.bytes = sumOf(within.nodes);
}

/** UTF-8 bytes of the text in JSON, without its quotes. */
export function contentBytes(text: JsonText): number {
  return text.bytes - QUOTES_BYTES;
}

export function replaceText(node: JsonText, text: string): void {
  node.text = text;
  node.bytes = textBytes(text);
}

/**
 * The text of the message without its last brace, so that members can be added; in two parts, before and
 * after the string `hole`, if there is one.
 */
export function openText({ root }: JsonMessage, hole?: JsonText): { head: string; tail: string } {
  let head = '';
  let text = '';
  const write = (node: JsonNode): void => {
    if (node.key !== undefined) text += `${JSON.stringify(node.key)}:`;
    if (node === hole) {
      head = text;
      text = '';
    } else if (node.is === 'container') {
      text += node.isArray ? '[' : '{';
      writeAll(node.nodes);
      text += node.isArray ? ']' : '}';
    } else {
      text += node.is === 'text' ? JSON.stringify(node.text) : node.text;
    }
  };
  const writeAll = (nodes: readonly JsonNode[]): void => {
    let isFirst = true;
    for (const node of nodes) {
      if (!isFirst) text += ',';
      isFirst = false;
      write(node);
    }
  };
  text = '{';
  writeAll(root.nodes);
  return hole === undefined ? { head: text, tail: '' } : { head, tail: text };
}

/** The strings of the message that may be cut. */
export function cuttableTexts({ root, shape }: JsonMessage): JsonText[] {
  const texts: JsonText[] = [];
  const visit = (node: JsonNode): void => {
    if (node.is === 'container') for (const inner of node.nodes) visit(inner);
    else if (node.is === 'text' && node.text !== '') texts.push(node);
  };
  for (const node of root.nodes) {
    const isShort = node.is === 'text' && node.text.length <= MAX_WHOLE_TEXT;
    if (isShort && node.key !== undefined && shape.wholeTexts.has(node.key)) continue;
    visit(node);
  }
  return texts;
}
