import { hasText } from '../util/has-text.js';

/** OpenTelemetry's levels, the least first; each has four severity numbers, from 1 to 24. */
export const SEVERITY_LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;

export type SeverityLevel = (typeof SEVERITY_LEVELS)[number];

const NUMBERS_OF_LEVEL = 4;
const MAX_NUMBER = SEVERITY_LEVELS.length * NUMBERS_OF_LEVEL;

/** OpenTelemetry's names of the severity numbers from 1 on: TRACE, TRACE2, ... FATAL4. */
export const SEVERITY_NAMES = SEVERITY_LEVELS.flatMap((level) => ['', '2', '3', '4'].map((n) => level + n));

/**
 * Severity numbers of texts: OpenTelemetry's own names, and those of syslog and of common loggers.
 * @see https://opentelemetry.io/docs/specs/otel/logs/data-model-appendix/#appendix-b-severitynumber-example-mappings
 */
const NUMBER_OF_TEXT = new Map<string, number>([
  ...SEVERITY_NAMES.map((name, index): [string, number] => [name, index + 1]),
  ['INFORMATION', 9],
  ['INFORMATIONAL', 9],
  ['NOTICE', 10],
  ['WARNING', 13],
  ['ERR', 17],
  ['CRIT', 18],
  ['CRITICAL', 18],
  ['ALERT', 19],
  ['EMERG', 21],
  ['EMERGENCY', 21],
]);

/** No text of the map is longer, so longer texts are not converted to upper case. */
const MAX_TEXT_LENGTH = Math.max(...Array.from(NUMBER_OF_TEXT.keys(), ({ length }) => length));

export interface Severity {
  readonly severityText?: string;
  readonly severityNumber?: number;
}

/** The least severity number of a level. */
export function leastNumberOf(level: SeverityLevel): number {
  return SEVERITY_LEVELS.indexOf(level) * NUMBERS_OF_LEVEL + 1;
}

/** The least severity number of FATAL. */
export const FATAL_NUMBER = leastNumberOf('FATAL');

/** The record's own number, otherwise that of its text if it names a level. */
export function severityNumberOf({ severityNumber, severityText }: Severity): number | undefined {
  if (isSeverityNumber(severityNumber)) return severityNumber;
  return hasText(severityText) && severityText.length <= MAX_TEXT_LENGTH
    ? NUMBER_OF_TEXT.get(severityText.toUpperCase())
    : undefined;
}

/** The level of the record, where it is known. */
export function severityLevelOf(severity: Severity): SeverityLevel | undefined {
  const number = severityNumberOf(severity);
  return number === undefined ? undefined : SEVERITY_LEVELS[Math.floor((number - 1) / NUMBERS_OF_LEVEL)];
}

/** 0 says that the severity is not known, and others have no meaning. */
function isSeverityNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_NUMBER;
}
