import { SEVERITY_NAMES, type Severity } from '../events/severity.js';
import { hasText } from '../util/has-text.js';

/** At their numbers. */
const NAMES: readonly (string | undefined)[] = [undefined, ...SEVERITY_NAMES];

/** The levels that the numbers belong to, at the numbers. */
const LEVELS = NAMES.map((name) => name?.replace(/\d$/, '').toLowerCase());

/** The record's own text, otherwise OpenTelemetry's name of its number. */
export function severityText(record: Severity): string | undefined {
  return ownTextOrName(record, NAMES);
}

/** The record's own text, otherwise the level of its number. */
export function level(record: Severity): string | undefined {
  return ownTextOrName(record, LEVELS);
}

function ownTextOrName(
  { severityText: own, severityNumber }: Severity,
  names: typeof NAMES,
): string | undefined {
  return hasText(own) ? own : names[severityNumber ?? 0];
}
