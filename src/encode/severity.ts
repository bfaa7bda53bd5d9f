import { SEVERITY_LEVELS, type Severity } from '../events/severity.js';
import { hasText } from '../util/has-text.js';

/** OpenTelemetry's names of the severity numbers 1 to 24, at their number: TRACE, TRACE2, ... FATAL4. */
const SEVERITY_NAMES: readonly (string | undefined)[] = [
  undefined,
  ...SEVERITY_LEVELS.flatMap((name) => [name, `${name}2`, `${name}3`, `${name}4`]),
];

/** Names of the levels that the severity numbers 1 to 24 belong to, at their number. */
const LEVELS: readonly (string | undefined)[] = [
  undefined,
  ...SEVERITY_LEVELS.flatMap((name) => Array.from({ length: 4 }, () => name.toLowerCase())),
];

/** The record's own text, otherwise OpenTelemetry's name of its number. */
export function severityText(record: Severity): string | undefined {
  return ownTextOrName(record, SEVERITY_NAMES);
}

/** The record's own text, otherwise the level of its number. */
export function level(record: Severity): string | undefined {
  return ownTextOrName(record, LEVELS);
}

function ownTextOrName(
  { severityText: own, severityNumber }: Severity,
  names: typeof LEVELS,
): string | undefined {
  return hasText(own) ? own : names[severityNumber ?? 0];
}
