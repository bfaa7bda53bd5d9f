import { types } from 'node:util';
import { isObject } from './is-object.js';
import { quietly } from './quietly.js';

/** A promise of any realm, such as a test runner's, or of a library that has replaced the global. */
export function isPromise(value: unknown): value is Promise<unknown> {
  return types.isPromise(value) || value instanceof Promise;
}

/** Whether a function of the application returned what is awaited like a promise, where a value was expected. Never throws. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return isObject(value) && quietly(() => typeof value['then'] === 'function') === true;
}

/**
 * An unhandled rejection would end the process. What is only awaited like a promise is left alone: it may begin its work
 * when it is awaited, as a query does.
 */
export function ignoreRejection(value: unknown): void {
  if (isPromise(value)) quietly(() => void value.then(undefined, () => undefined));
}
