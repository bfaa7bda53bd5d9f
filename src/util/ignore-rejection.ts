import { types } from 'node:util';
import { isObject } from './is-object.js';
import { quietly } from './quietly.js';

/**
 * Whether a function of the application returned a promise, or another thenable, where a value was expected. A promise of
 * another realm, such as a test runner's, is no instance of ours. Never throws.
 */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return isObject(value) && quietly(() => typeof value['then'] === 'function') === true;
}

/**
 * An unhandled rejection would end the process. What is no promise of Node cannot cause one, and may begin its work when
 * it is awaited, as a query does.
 */
export function ignoreRejection(value: unknown): void {
  if (types.isPromise(value)) {
    quietly(() => void Promise.prototype.then.call(value, undefined, () => undefined));
  }
}
