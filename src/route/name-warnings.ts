import { quote } from '../util/quote.js';
import { keyOf } from '../options/name-template/template.js';
import type { Placeholder, TemplateKind } from '../options/name-template/template.js';

/** Resource keys that one warning lists. */
const MAX_KEYS_LISTED = 50;

/** What names have to say, each thing once; values of records are never shown. */
export interface NameWarnings {
  /** A key of a template has a value, so that it is no slip of the pen. */
  seen(key: string): void;
  /** A placeholder found no value. */
  missing(placeholder: Placeholder, resourceKeys: readonly string[]): void;
  unknownService(value: string): void;
  badName(kind: TemplateKind, what: string): void;
  tooManyStreams(maxStreams: number): void;
  tooManyGroups(maxGroups: number): void;
}

/** Speaks through `warn`. */
export function createNameWarnings(warn: (message: string) => void): NameWarnings {
  const seenKeys = new Set<string>();
  const said = new Set<string>();

  function once(id: string, message: () => string): void {
    if (said.has(id)) return;
    said.add(id);
    warn(message());
  }

  function missing(placeholder: Placeholder, resourceKeys: readonly string[]): void {
    for (const alternative of placeholder.alternatives) {
      const key = keyOf(alternative);
      if (key === undefined || seenKeys.has(key)) continue;
      once(`missing ${key}`, () =>
        alternative.from === 'resource'
          ? `{${escaped(key)}} in a name has no value: it is written as "unknown". ${listOf(resourceKeys)}`
          : `{${escaped(key)}} in a name has no value in any record so far: it is written as "unknown".`,
      );
    }
  }

  return {
    seen: (key) => void seenKeys.add(key),
    missing,
    unknownService: (value) =>
      once('service', () =>
        [
          `service.name is ${quote(value)}, which counts as missing in names:`,
          'set OTEL_SERVICE_NAME, or service.name in the resource.',
        ].join(' '),
      ),
    badName: (kind, what) =>
      once(`function ${kind}`, () => `The ${kind} function ${what}: the name is written as "unknown".`),
    tooManyStreams: (maxStreams) =>
      once('streams', () =>
        [
          `More than maxStreams (${maxStreams.toLocaleString('en-US')}) log streams have pending events`,
          'or were used in the last hour: in further names values of attributes.*, and what functions give,',
          'are written as "overflow".',
        ].join(' '),
      ),
    tooManyGroups: (maxGroups) =>
      once('groups', () =>
        [
          `${maxGroups} log groups named by attributes of records, the most there may be, have pending events`,
          'or were used in the last hour: in further group names values of attributes.* are written as "overflow".',
        ].join(' '),
      ),
  };
}

function listOf(keys: readonly string[]): string {
  if (keys.length === 0) return 'The resource has no attributes.';
  const more = keys.length > MAX_KEYS_LISTED ? ` and ${keys.length - MAX_KEYS_LISTED} more` : '';
  const listed = keys.slice(0, MAX_KEYS_LISTED).map(escaped);
  return `The resource has: ${listed.join(', ')}${more}.`;
}

function escaped(key: string): string {
  return quote(key).slice(1, -1);
}
