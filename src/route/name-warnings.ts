import { type Message, messageOf } from '../messages/message.js';
import { quote } from '../util/quote.js';
import { nameOfAlternative } from '../options/name-template/template.js';
import type { Placeholder, TemplateKind } from '../options/name-template/template.js';

/** Resource keys that one warning lists. */
const MAX_KEYS_LISTED = 50;

/** Warnings about names, each once; values of records are never shown. */
export interface NameWarnings {
  /** A key of a template has a value, so it is not a typing error. */
  seen(key: string): void;
  /** A placeholder found no value. */
  missing(placeholder: Placeholder, resourceKeys: readonly string[]): void;
  unknownService(value: string): void;
  badName(kind: TemplateKind, what: string): void;
  tooManyStreams(maxStreams: number): void;
  tooManyGroups(maxGroups: number): void;
}

/** Warns through `warn`. */
export function createNameWarnings(warn: (message: Message) => void): NameWarnings {
  const seenKeys = new Set<string>();
  const said = new Set<string>();

  function once(id: string, message: () => Message): void {
    if (said.has(id)) return;
    said.add(id);
    warn(message());
  }

  function missing(placeholder: Placeholder, resourceKeys: readonly string[]): void {
    for (const alternative of placeholder.alternatives) {
      const key = nameOfAlternative(alternative);
      if (key === undefined || seenKeys.has(key)) continue;
      once(`missing ${key}`, () =>
        messageOf('CWL_NAME_VALUE_MISSING', {
          placeholder: `{${escaped(key)}}`,
          where: alternative.from === 'resource' ? ' in the resource' : ' in any record so far',
          available: alternative.from === 'resource' ? keysText(resourceKeys) : '',
        }),
      );
    }
  }

  return {
    seen: (key) => void seenKeys.add(key),
    missing,
    unknownService: (value) =>
      once('service', () => messageOf('CWL_SERVICE_NAME_MISSING', { value: quote(value) })),
    badName: (kind, what) =>
      once(`function ${kind}`, () => messageOf('CWL_NAME_FUNCTION_FAILED', { option: kind, what })),
    tooManyStreams: (maxStreams) =>
      once('streams', () =>
        messageOf('CWL_TOO_MANY_STREAMS', { maxStreams: maxStreams.toLocaleString('en-US') }),
      ),
    tooManyGroups: (maxGroups) => once('groups', () => messageOf('CWL_TOO_MANY_GROUPS', { maxGroups })),
  };
}

function keysText(keys: readonly string[]): string {
  if (keys.length === 0) return 'The resource has no attributes.';
  const more = keys.length > MAX_KEYS_LISTED ? ` and ${keys.length - MAX_KEYS_LISTED} more` : '';
  const listed = keys.slice(0, MAX_KEYS_LISTED).map(escaped);
  return `The resource has: ${listed.join(', ')}${more}.`;
}

function escaped(key: string): string {
  return quote(key).slice(1, -1);
}
