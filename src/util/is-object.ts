/** An object with any properties. */
export type AnyObject = Readonly<Record<PropertyKey, unknown>>;

/** Whether it can have properties; functions do not count. */
export function isObject(value: unknown): value is AnyObject {
  return typeof value === 'object' && value !== null;
}
