import { leastNumberOf, type SeverityLevel } from '../events/severity.js';

/** Returns the least severity number that is sent for a scope; 0 where all records are sent. */
export type SeverityFilter = (scopeName: string) => number;

/** The name of the scope counts before any pattern, the longest pattern before the others, and `default` last. */
export function createSeverityFilter(levels: Readonly<Record<string, SeverityLevel>>): SeverityFilter {
  const { default: byDefault, ...others } = levels;
  const ofAll = byDefault === undefined ? 0 : leastNumberOf(byDefault);
  const entries = Object.entries(others).map(([scope, level]): [string, number] => [
    scope,
    leastNumberOf(level),
  ]);
  const ofNames = new Map(entries.filter(([scope]) => !scope.endsWith('*')));
  const ofPrefixes = entries
    .filter(([scope]) => scope.endsWith('*'))
    .map(([scope, least]): [string, number] => [scope.slice(0, -1), least])
    .toSorted(([one], [other]) => other.length - one.length);
  if (entries.length === 0) return () => ofAll;

  return (scopeName) =>
    ofNames.get(scopeName) ?? ofPrefixes.find(([prefix]) => scopeName.startsWith(prefix))?.[1] ?? ofAll;
}
