import { isObject } from '../util/is-object.js';

/** Whether a function of the application returned a promise, or another thenable, where a value was expected. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return isObject(value) && typeof value['then'] === 'function';
}

/** An unhandled rejection would end the process. */
export function ignoreRejection(value: unknown): void {
  if (isThenable(value)) Promise.resolve(value).catch(() => undefined);
}
