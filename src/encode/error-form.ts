import { avoidKeyCollision } from './avoid-key-collision.js';
import { type Entries, type Form, read } from './any-value.js';
import type { AnyObject } from '../util/is-object.js';

/** Properties that the form of an error has already, perhaps under another name. */
const PARTS: ReadonlySet<string> = new Set(['name', 'message', 'stack', 'cause', 'errors']);

/** The member names in the form of an error. */
const NAMES: ReadonlySet<string> = new Set(['type', 'message', 'stacktrace', 'cause', 'errors']);

/** The common properties of errors, then the error's own: a code, a status. */
export function errorForm(error: AnyObject): Form {
  return { is: 'object', entries: partsOf(error), details: propertiesOf(error) };
}

function* partsOf(error: AnyObject): Entries {
  yield ['type', typeOf(error)];
  const message = read(error, 'message');
  if (message !== '') yield ['message', message];
  const stack = read(error, 'stack');
  if (stack !== '') yield ['stacktrace', stack];
  yield ['cause', read(error, 'cause')];
  yield ['errors', read(error, 'errors')];
}

/** The name; for a subclass without a name of its own, the name of its constructor. */
function typeOf(error: AnyObject): unknown {
  const name = read(error, 'name');
  if (name !== 'Error' && name !== '' && name !== undefined) return name;
  const constructor = read(error, 'constructor');
  const className = typeof constructor === 'function' ? constructor.name : '';
  return className === '' ? 'Error' : className;
}

/** Methods say nothing about the error. */
function* propertiesOf(error: AnyObject): Entries {
  for (const key of keysOf(error)) {
    if (PARTS.has(key)) continue;
    const value = read(error, key);
    if (typeof value !== 'function') yield [avoidKeyCollision('error', key, NAMES, error), value];
  }
}

/** A proxy may refuse to list them; the rest of the error is still written. */
function keysOf(error: AnyObject): readonly string[] {
  try {
    return Object.keys(error);
  } catch {
    return [];
  }
}
