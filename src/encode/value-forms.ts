import { types } from 'node:util';
import { MAX_VALUES } from './write-budget.js';

/** An object with any properties. */
export type AnyObject = Readonly<Record<PropertyKey, unknown>>;

export function isObject(value: unknown): value is AnyObject {
  return typeof value === 'object' && value !== null;
}

/** Whether the value is an object literal's like; quicker than asking what else it is. */
export function isPlainObject(value: unknown): boolean {
  if (typeof value !== 'object') return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** What is written in place of a value that JSON has no form for. */
export type Form =
  | { readonly is: 'value'; readonly value: unknown }
  | { readonly is: 'array'; readonly items: Iterable<unknown> }
  | { readonly is: 'object'; readonly entries: Iterable<readonly [key: string, value: unknown]> };

/** A value that JSON has no form for. */
export interface FormlessValue {
  /** Whether the `serialize` option is asked first. */
  readonly asksSerialize: boolean;
  /** The iterables in it read the value while they are read, and never throw. */
  form(): Form;
}

/** Stands for a value that could not be had because its getter, trap or conversion threw. */
export const THROWN = Symbol('thrown');

/** The text that takes the place of {@link THROWN}. */
export const THROWN_TEXT = '[Throws]';

/** Stands where a value was not written to its end. */
export const TRUNCATED_TEXT = '[Truncated]';

/** Reads a property; what is thrown becomes {@link THROWN}. */
export function read(target: AnyObject, key: PropertyKey): unknown {
  try {
    return target[key];
  } catch {
    return THROWN;
  }
}

/** The value's form, if JSON has none for it. A hostile proxy makes it throw. */
export function formless(value: unknown): FormlessValue | undefined {
  if (typeof value === 'object' && value !== null) {
    for (const match of OBJECT_KINDS) {
      const found = match(value);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const hasForm = typeof value === 'number' ? Number.isFinite(value) : !FORMLESS_PRIMITIVES.has(typeof value);
  return hasForm ? undefined : { asksSerialize: true, form: () => textForm(value) };
}

const FORMLESS_PRIMITIVES = new Set<string>(['bigint', 'symbol', 'function']);

const OBJECT_KINDS: readonly ((value: object) => FormlessValue | undefined)[] = [
  kind(isError, true, (error) => ({ is: 'object', entries: errorEntries(error) })),
  kind(types.isDate, true, dateForm),
  kind(types.isMap, true, (map) => ({ is: 'object', entries: mapEntries(map) })),
  kind(types.isSet, true, (set) => ({ is: 'array', items: Set.prototype.values.call(set) })),
  kind(isBytes, true, bytesForm),
  kind(types.isTypedArray, false, (elements) => ({ is: 'array', items: indexed(elements) })),
  kind(types.isRegExp, true, textForm),
  kind(types.isBoxedPrimitive, false, (boxed) => ({ is: 'value', value: unboxed(boxed) })),
];

function kind<T extends object>(
  matches: (value: object) => value is T,
  asksSerialize: boolean,
  form: (value: T) => Form,
): (value: object) => FormlessValue | undefined {
  return (value) => (matches(value) ? { asksSerialize, form: () => form(value) } : undefined);
}

function textForm(value: unknown): Form {
  return { is: 'value', value: String(value) };
}

function isError(value: object): value is Error & AnyObject {
  return types.isNativeError(value) || value instanceof Error;
}

function* errorEntries(error: AnyObject): Iterable<readonly [string, unknown]> {
  yield ['type', errorType(error)];
  const message = read(error, 'message');
  if (message !== '') yield ['message', message];
  const stack = read(error, 'stack');
  if (stack !== '') yield ['stacktrace', stack];
  yield ['cause', read(error, 'cause')];
}

/** The name; for a subclass that never set one, the name of its constructor. */
function errorType(error: AnyObject): unknown {
  const name = read(error, 'name');
  if (name !== 'Error' && name !== '' && name !== undefined) return name;
  const constructor = read(error, 'constructor');
  const className = typeof constructor === 'function' ? constructor.name : '';
  return className === '' ? 'Error' : className;
}

function dateForm(date: Date): Form {
  const isValid = !Number.isNaN(Date.prototype.getTime.call(date));
  return { is: 'value', value: isValid ? Date.prototype.toISOString.call(date) : 'Invalid Date' };
}

/** Like `Object.fromEntries`, the last of equal keys counts; only keys that are no strings can become equal. */
function* mapEntries(map: ReadonlyMap<unknown, unknown>): Iterable<readonly [string, unknown]> {
  const entries = (): Iterable<[unknown, unknown]> => Map.prototype.entries.call(map);
  if (startsWithStrings(entries())) {
    for (const [key, value] of entries()) yield [keyText(key), value];
    return;
  }
  const named = new Map<string, unknown>();
  let count = 0;
  for (const [key, value] of entries()) {
    // No event holds more: the rest is not even looked at.
    const isRest = count === MAX_VALUES;
    named.set(keyText(key), isRest ? TRUNCATED_TEXT : value);
    if (isRest) break;
    count += 1;
  }
  yield* named;
}

/** Whether all the keys are strings that an event could hold. */
function startsWithStrings(entries: Iterable<readonly [unknown, unknown]>): boolean {
  let count = 0;
  for (const [key] of entries) {
    if (typeof key !== 'string') return false;
    count += 1;
    if (count > MAX_VALUES) break;
  }
  return true;
}

function keyText(key: unknown): string {
  try {
    return String(key);
  } catch {
    return THROWN_TEXT;
  }
}

type Bytes = ArrayBuffer | SharedArrayBuffer | ArrayBufferView;

function isBytes(value: object): value is Bytes {
  return types.isUint8Array(value) || types.isAnyArrayBuffer(value) || types.isDataView(value);
}

function bytesForm(value: Bytes): Form {
  const bytes = ArrayBuffer.isView(value)
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    : Buffer.from(value);
  return { is: 'value', value: bytes.toString('base64') };
}

function* indexed(elements: ArrayLike<unknown>): Iterable<unknown> {
  for (let i = 0; i < elements.length; i += 1) yield elements[i];
}

/** By the built-in `valueOf`, whatever the object says it is. */
function unboxed(boxed: object): unknown {
  if (types.isStringObject(boxed)) return String.prototype.valueOf.call(boxed);
  if (types.isNumberObject(boxed)) return Number.prototype.valueOf.call(boxed);
  if (types.isBooleanObject(boxed)) return Boolean.prototype.valueOf.call(boxed);
  if (types.isSymbolObject(boxed)) return Symbol.prototype.valueOf.call(boxed);
  return BigInt.prototype.valueOf.call(boxed);
}
