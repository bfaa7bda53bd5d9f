import { type Entries, type Form, THROWN_TEXT, TRUNCATED_TEXT } from './any-value.js';
import { isObject } from '../util/is-object.js';
import { MAX_VALUES } from './write-budget.js';

type AnyMap = ReadonlyMap<unknown, unknown>;
type Kind = 'texts' | 'objects' | 'others';

/** An object; a list of entries where a key is an object, which cannot be the name of a member. */
export function mapForm(map: AnyMap): Form {
  const kind = kindOfKeys(map);
  if (kind === 'objects') return { is: 'array', items: listed(map) };
  return { is: 'object', entries: kind === 'texts' ? named(map) : lastOfEqual(named(map)) };
}

function entriesOf(map: AnyMap): Iterable<[unknown, unknown]> {
  return Map.prototype.entries.call(map);
}

/** Of the keys that can fit into an event. */
function kindOfKeys(map: AnyMap): Kind {
  let kind: Kind = 'texts';
  let count = 0;
  for (const [key] of entriesOf(map)) {
    if (isObject(key)) return 'objects';
    if (typeof key !== 'string') kind = 'others';
    count += 1;
    if (count > MAX_VALUES) break;
  }
  return kind;
}

/** A key that is not an object becomes a member name, so that it can be found and redacted. */
function* listed(map: AnyMap): Iterable<unknown> {
  for (const [key, value] of entriesOf(map)) yield isObject(key) ? [key, value] : new Map([[key, value]]);
}

function* named(map: AnyMap): Entries {
  for (const [key, value] of entriesOf(map)) yield [keyText(key), value];
}

/** Like `Object.fromEntries`, the last of equal keys wins; only keys that are not strings can become equal. */
function* lastOfEqual(entries: Entries): Entries {
  const last = new Map<string, unknown>();
  let count = 0;
  for (const [key, value] of entries) {
    // No event holds more: the rest is not read.
    const isRest = count === MAX_VALUES;
    last.set(key, isRest ? TRUNCATED_TEXT : value);
    if (isRest) break;
    count += 1;
  }
  yield* last;
}

function keyText(key: unknown): string {
  try {
    return String(key);
  } catch {
    return THROWN_TEXT;
  }
}
