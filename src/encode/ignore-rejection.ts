import { isObject } from './any-value.js';

/** Whether somebody's function gave a promise, or what is awaited like one, where a value was wanted. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return isObject(value) && typeof value['then'] === 'function';
}

/** A promise that nobody waits for would end the process when it is rejected. */
export function ignoreRejection(value: unknown): void {
  if (isThenable(value)) Promise.resolve(value).catch(() => undefined);
}
