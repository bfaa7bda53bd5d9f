import { sha256 } from '../util/crypto.js';
import { FORBIDDEN, MAX_NAME_LENGTH, RESERVED_GROUP_PREFIX } from '../options/name-template/legal-text.js';
import type { TemplateKind } from '../options/name-template/template.js';

/** Replaces an unknown value in a name. */
export const UNKNOWN = 'unknown';

const HASH_LENGTH = 8;

/** Also characters with which a caller could choose a place in the hierarchy, or start a new line in a terminal. */
const FORBIDDEN_IN_ATTRIBUTES: Readonly<Record<TemplateKind, RegExp>> = {
  logGroupName: /[^.\-_#A-Za-z0-9]/gu,
  logStreamName: /[:*/\p{Control}\u2028\u2029\p{Surrogate}]/gu,
};

/** The text with `_` for each character that a name cannot have. */
export function sanitizeText(kind: TemplateKind, text: string): string {
  return text.replace(FORBIDDEN[kind], '_');
}

/** The same for the value of a record's attribute, which the sender of a request may control. */
export function sanitizeAttribute(kind: TemplateKind, text: string): string {
  return text.replace(FORBIDDEN_IN_ATTRIBUTES[kind], '_');
}

/** Makes a name of sanitized text: never empty, never reserved, never too long. */
export function finishName(kind: TemplateKind, text: string): string {
  if (text === '') return UNKNOWN;
  const free = kind === 'logGroupName' && RESERVED_GROUP_PREFIX.test(text) ? text.replace('/', '_') : text;
  return free.length <= MAX_NAME_LENGTH ? free : shorten(free);
}

/** The hash distinguishes long names that differ only at their ends. */
function shorten(name: string): string {
  const hash = sha256(name).slice(0, HASH_LENGTH);
  const cut = MAX_NAME_LENGTH - HASH_LENGTH - 1;
  const splitsPair = (name.codePointAt(cut - 1) ?? 0) > 0xffff;
  return `${name.slice(0, splitsPair ? cut - 1 : cut)}-${hash}`;
}
