import type { AnyObject } from '../util/is-object.js';

/** Whether the value is like an object literal; faster than all other tests. */
export function isPlainObject(value: unknown): boolean {
  if (typeof value !== 'object') return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** The text for a value that JSON cannot express. */
export type Form =
  | { readonly is: 'value'; readonly value: unknown }
  | { readonly is: 'array'; readonly items: Iterable<unknown> }
  | { readonly is: 'object'; readonly entries: Entries; readonly details?: Entries };

/** `details` of an object matter less than its entries: they can be anything, and get little space. */
export type Entries = Iterable<readonly [key: string, value: unknown]>;

/** A value that JSON cannot express. */
export interface FormlessValue {
  /** Whether the `serialize` option is asked first. */
  readonly asksSerialize: boolean;
  /** Iterating reads the value lazily and never throws. */
  form(): Form;
}

/** Stands for a value whose getter, trap or conversion threw. */
export const THROWN = Symbol('thrown');

/** The text written for {@link THROWN}. */
export const THROWN_TEXT = '[Throws]';

/** Marks the place where a value was not written to its end. */
export const TRUNCATED_TEXT = '[Truncated]';

/** Reads a property; if that throws, the value is {@link THROWN}. */
export function read(target: AnyObject, key: PropertyKey): unknown {
  try {
    return target[key];
  } catch {
    return THROWN;
  }
}
