import { isObject } from './is-object.js';
import { quietly } from './quietly.js';

/**
 * Whether a function of the application returned a promise, or another thenable, where a value was expected. A promise of
 * another realm, such as a test runner's, is no instance of ours. Never throws.
 */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return isObject(value) && quietly(() => typeof value['then'] === 'function') === true;
}

/** An unhandled rejection would end the process. */
export function ignoreRejection(value: unknown): void {
  if (isThenable(value)) Promise.resolve(value).catch(() => undefined);
}
