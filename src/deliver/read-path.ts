import { isObject } from '../util/is-object.js';

/** The value at the path; undefined where there is none, or where reading throws. */
export function readPath(value: unknown, ...path: readonly string[]): unknown {
  try {
    return path.reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), value);
  } catch {
    return undefined;
  }
}
