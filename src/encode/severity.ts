import { SEVERITY_NAMES, type Severity, severityLevelOf } from '../events/severity.js';
import { hasText } from '../util/has-text.js';

/** The record's own text, otherwise OpenTelemetry's name of its number. */
export function severityText({ severityText: own, severityNumber = 0 }: Severity): string | undefined {
  return hasText(own) ? own : SEVERITY_NAMES[severityNumber - 1];
}

/** The record's own text, otherwise the level of its number. */
export function level(record: Severity): string | undefined {
  return hasText(record.severityText) ? record.severityText : severityLevelOf(record)?.toLowerCase();
}
