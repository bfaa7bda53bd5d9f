import { parseTemplate } from './name-template/parse-template.js';
import type { TemplateKind } from './name-template/template.js';
import { errorMessage } from '../util/errors.js';
import { isObject } from '../util/is-object.js';
import { quietly } from '../util/quietly.js';
import { describe, describeType } from './describe.js';

/** The mistakes in one value, one line each; empty if it is valid. */
export type Check = (path: string, value: unknown) => readonly string[];

/** One line about one mistake. */
export function mistake(path: string, expected: string, got: string): string {
  return `${path}: expected ${expected}, got ${got}`;
}

/** A check by one predicate. A value that throws when it is read is invalid. */
export function must(expected: string, holds: (value: unknown) => boolean): Check {
  return (path, value) =>
    quietly(() => holds(value)) === true ? [] : [mistake(path, expected, describe(value))];
}

/** The same for a value that may be a secret: the message names only its type. */
export function mustSecretly(expected: string, holds: (value: unknown) => boolean): Check {
  return (path, value) =>
    quietly(() => holds(value)) === true ? [] : [mistake(path, expected, describeType(value))];
}

/** A whole number from `min` up to `max`. */
export function integer(min: number, max = Number.MAX_SAFE_INTEGER): Check {
  return (path, value) => {
    const holds = typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max;
    return holds ? [] : [mistake(path, `an integer ${rangeText(min, max)}`, describe(value))];
  };
}

/** For messages only: the first use of Intl to format a number costs an application's start 12 ms. */
function rangeText(min: number, max: number): string {
  const from = min.toLocaleString('en-US');
  return max === Number.MAX_SAFE_INTEGER
    ? `of at least ${from}`
    : `from ${from} to ${max.toLocaleString('en-US')}`;
}

/** One of a few strings. */
export function oneOf(words: readonly string[]): Check {
  return must(wordList(words), (value) => isOneOf(words, value));
}

/** One of a few strings, or a function. */
export function oneOfOrFunction(words: readonly string[]): Check {
  return must(
    `${words.map((word) => `'${word}'`).join(', ')} or a function`,
    (value) => typeof value === 'function' || isOneOf(words, value),
  );
}

/** A list whose entries pass the check. */
export function arrayOf(entries: string, check: Check): Check {
  return (path, value) =>
    Array.isArray(value)
      ? Array.from<unknown>(value).flatMap((entry, index) => check(`${path}[${index}]`, entry))
      : [mistake(path, `a list of ${entries}`, describe(value))];
}

/** True or false. */
export const boolean: Check = must('true or false', (value) => typeof value === 'boolean');

/** A function. */
export const callable: Check = must('a function', (value) => typeof value === 'function');

/** An object with named members. */
export const object: Check = must('an object', isNonArrayObject);

/** An object with a method of that name. */
export function objectWith(method: string): Check {
  // A client contains credentials: only its type is shown.
  return mustSecretly(
    `an object with a function "${method}"`,
    (value) => isNonArrayObject(value) && typeof Reflect.get(value, method) === 'function',
  );
}

/** A valid template, or a function. */
export function nameTemplate(kind: TemplateKind): Check {
  return (path, value) => {
    if (typeof value === 'function') return [];
    if (typeof value !== 'string') return [mistake(path, 'a template or a function', describe(value))];
    try {
      parseTemplate(value, kind);
      return [];
    } catch (error) {
      return [`${path}: ${errorMessage(error)}`];
    }
  };
}

/** Whether it is an object with named members; arrays and functions are not. */
export function isNonArrayObject(value: unknown): value is object {
  return isObject(value) && quietly(() => !Array.isArray(value)) === true;
}

/** Strings as a message lists them: `'a', 'b' or 'c'`. */
export function wordList(words: readonly string[]): string {
  const quoted = words.map((word) => `'${word}'`);
  return [quoted.slice(0, -1).join(', '), ...quoted.slice(-1)].filter((text) => text !== '').join(' or ');
}

function isOneOf(words: readonly string[], value: unknown): boolean {
  return typeof value === 'string' && words.includes(value);
}
