import { type Entries, read, TRUNCATED_TEXT } from './any-value.js';
import { type AnyObject, isObject } from '../util/is-object.js';
import { MAX_VALUES } from './write-budget.js';

/**
 * The content of web objects, which have no properties of their own. They are recognized by the tag of their class:
 * naming a global such as `Headers` would load it, and packages have classes with the same tag.
 */
export function webEntries(value: object): Entries | undefined {
  if (!isObject(value)) return undefined;
  switch (read(value, Symbol.toStringTag)) {
    case 'Headers':
    case 'URLSearchParams':
    case 'FormData':
      return typeof read(value, 'entries') === 'function' ? byName(value) : undefined;
    case 'Response':
      return isObject(read(value, 'headers'))
        ? properties(value, ['url', 'status', 'statusText', 'headers'])
        : undefined;
    case 'Request':
      return isObject(read(value, 'headers')) ? properties(value, ['method', 'url', 'headers']) : undefined;
    case 'Blob':
    case 'File':
      return properties(value, ['name', 'type', 'size']);
    default:
      return undefined;
  }
}

function* properties(value: AnyObject, keys: readonly string[]): Entries {
  for (const key of keys) yield [key, read(value, key)];
}

/** A name that occurs more than once has the list of its values. */
function* byName(value: AnyObject): Entries {
  const named = new Map<string, unknown[]>();
  const add = (name: string, item: unknown): void => {
    const known = named.get(name);
    if (known === undefined) named.set(name, [item]);
    else known.push(item);
  };
  let count = 0;
  for (const pair of entriesOf(value)) {
    // No event holds more: the rest is not read.
    if (count === MAX_VALUES) {
      add(TRUNCATED_TEXT, count);
      break;
    }
    count += 1;
    if (Array.isArray(pair)) add(String(pair[0]), pair[1]);
  }
  for (const [name, items] of named) yield [name, items.length === 1 ? items[0] : items];
}

/** A class with such a tag may return anything. */
function entriesOf(value: AnyObject): Iterable<unknown> {
  const { entries } = value;
  const given: unknown = typeof entries === 'function' ? entries.call(value) : [];
  return isObject(given) && isIterable(given) ? given : [];
}

function isIterable(value: AnyObject): value is AnyObject & Iterable<unknown> {
  return typeof value[Symbol.iterator] === 'function';
}
