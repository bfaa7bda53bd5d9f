import { SEVERITY_LEVELS, type SeverityLevel } from '../events/severity.js';
import { quote } from '../util/quote.js';
import { isNonArrayObject, mistake, must, wordList } from './checks.js';
import type { Check } from './checks.js';
import { describe } from './describe.js';
import type { MinSeverity } from './options.js';

/** The level of that name, in any case. */
export function severityLevel(text: string): SeverityLevel | undefined {
  return SEVERITY_LEVELS.find((level) => level === text.toUpperCase());
}

/** One of the levels. */
export const severityName: Check = must(
  wordList(SEVERITY_LEVELS),
  (value) => typeof value === 'string' && severityLevel(value) !== undefined,
);

/** The name of a scope, or a prefix before a `*`. */
export const scopePattern: Check = must(
  "'default', the name of a scope or its beginning and a *, such as 'http.*'",
  (value) => typeof value === 'string' && /^[^*]+\*?$/s.test(value),
);

/** A level, or levels by scope. */
export const minSeverity: Check = (path, value) => {
  if (typeof value === 'string') return severityName(path, value);
  if (!isNonArrayObject(value)) {
    return [mistake(path, "a level such as 'INFO', or an object of levels by scope", describe(value))];
  }
  const scopes = Object.keys(value);
  const wrongScopes = scopes.flatMap((scope) => scopePattern(path, scope));
  const wrongLevels = scopes.flatMap((scope) =>
    severityName(`${path}[${quote(scope)}]`, Reflect.get(value, scope)),
  );
  return [...wrongScopes, ...wrongLevels];
};

/** The same as levels by scope, in the form that the levels have. */
export function levelsByScope(given: MinSeverity): Readonly<Record<string, SeverityLevel>> {
  const byScope = typeof given === 'string' ? { default: given } : given;
  return Object.fromEntries(
    Object.entries(byScope).flatMap(([scope, name]) => {
      const level = severityLevel(name);
      return level === undefined ? [] : [[scope, level]];
    }),
  );
}
