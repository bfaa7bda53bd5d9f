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

/** What is written in place of a value that JSON cannot hold. */
export type Form =
  | { readonly is: 'value'; readonly value: unknown }
  | { readonly is: 'array'; readonly items: Iterable<unknown> }
  | { readonly is: 'object'; readonly entries: Entries; readonly details?: Entries };

/** `details` of an object are worth less than its entries: they may be anything, and get little room. */
export type Entries = Iterable<readonly [key: string, value: unknown]>;

/** A value that JSON cannot hold. */
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
