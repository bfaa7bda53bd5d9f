import { types } from 'node:util';
import type { Form, FormlessValue } from './any-value.js';
import { type AnyObject, isObject } from '../util/is-object.js';
import { errorForm } from './error-form.js';
import { mapForm } from './map-form.js';
import { webEntries } from './web-forms.js';

/** The form of a value that JSON cannot express. Throws for a hostile proxy. */
export function formless(value: unknown): FormlessValue | undefined {
  if (isObject(value)) {
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
  kind(isError, true, errorForm),
  kind(types.isDate, true, dateForm),
  kind(types.isMap, true, mapForm),
  kind(types.isSet, true, (set) => ({ is: 'array', items: Set.prototype.values.call(set) })),
  kind(isBytes, true, bytesForm),
  kind(types.isTypedArray, false, (elements) => ({ is: 'array', items: indexed(elements) })),
  kind(types.isRegExp, true, textForm),
  kind(types.isBoxedPrimitive, false, (boxed) => ({ is: 'value', value: unboxed(boxed) })),
  (value) => {
    const entries = webEntries(value);
    return entries && { asksSerialize: true, form: () => ({ is: 'object', entries }) };
  },
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

function dateForm(date: Date): Form {
  const isValid = !Number.isNaN(Date.prototype.getTime.call(date));
  return { is: 'value', value: isValid ? Date.prototype.toISOString.call(date) : 'Invalid Date' };
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

/** By the built-in `valueOf`, which the object cannot override. */
function unboxed(boxed: object): unknown {
  if (types.isStringObject(boxed)) return String.prototype.valueOf.call(boxed);
  if (types.isNumberObject(boxed)) return Number.prototype.valueOf.call(boxed);
  if (types.isBooleanObject(boxed)) return Boolean.prototype.valueOf.call(boxed);
  if (types.isSymbolObject(boxed)) return Symbol.prototype.valueOf.call(boxed);
  return BigInt.prototype.valueOf.call(boxed);
}
