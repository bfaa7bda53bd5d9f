import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { sanitizeAttribute, sanitizeText, finishName, UNKNOWN } from './sanitize-name.js';
import type { NameWarnings } from './name-warnings.js';
import type { ResourceValues } from './resource-values.js';
import { nameOfAlternative } from '../options/name-template/template.js';
import { severityLevelOf } from '../events/severity.js';
import type { Alternative, Placeholder, Template, TemplateKind } from '../options/name-template/template.js';
import { createTimeRenderer } from '../options/name-template/time-format.js';
import { valueText } from './value-text.js';

/** Replaces values in a name beyond the allowed number of different ones. */
export const OVERFLOW = 'overflow';

/** The name for a record of one resource; with `overflow`, without any value of the record's attributes. */
export type RecordName = (record: ReadableLogRecord, timestampMillis: number, overflow: boolean) => string;

/** The level in names for records of unknown severity. */
const UNSPECIFIED = 'unspecified';

/** Alternatives that the resource does not decide. */
type RecordAlternative = Exclude<Alternative, { from: 'text' | 'resource' }>;

type Choice = (record: ReadableLogRecord, timestampMillis: number, overflow: boolean) => string | undefined;

/** The rest of a placeholder once the resource is known. */
interface OpenPlaceholder {
  readonly choices: readonly Choice[];
  readonly last: () => string;
}

/** Fills in everything that the resource decides, so that a record only pays for the rest. */
export function bindTemplate(template: Template, values: ResourceValues, warnings: NameWarnings): RecordName {
  const { kind } = template;
  const parts = template.parts.map((part) =>
    typeof part === 'string' ? part : bindPlaceholder(kind, part, values, warnings),
  );
  if (parts.every((part) => typeof part === 'string')) {
    const name = finishName(kind, parts.join(''));
    return () => name;
  }
  return (record, timestampMillis, overflow) => {
    let text = '';
    for (const part of parts) {
      text += typeof part === 'string' ? part : fill(part, record, timestampMillis, overflow);
    }
    return finishName(kind, text);
  };
}

/** The one name of a template without any value. */
export function overflowName(template: Template): string {
  const parts = template.parts.map((part) => (typeof part === 'string' ? part : OVERFLOW));
  return finishName(template.kind, parts.join(''));
}

function bindPlaceholder(
  kind: TemplateKind,
  placeholder: Placeholder,
  values: ResourceValues,
  warnings: NameWarnings,
): string | OpenPlaceholder {
  const choices: Choice[] = [];
  for (const alternative of placeholder.alternatives) {
    if (alternative.from === 'text' || alternative.from === 'resource') {
      const fixed = alternative.from === 'text' ? alternative.text : values.textOf(alternative.key);
      if (fixed === undefined) continue;
      const text = sanitizeText(kind, fixed);
      return choices.length === 0 ? text : { choices, last: () => text };
    }
    choices.push(choiceOf(kind, alternative, warnings));
  }
  // Until the resource is complete, a missing value may still arrive.
  let told = !values.isComplete;
  const last = (): string => {
    if (!told) warnings.missing(placeholder, Object.keys(values.attributes));
    told = true;
    return UNKNOWN;
  };
  return choices.length === 0 ? last() : { choices, last };
}

function choiceOf(kind: TemplateKind, alternative: RecordAlternative, warnings: NameWarnings): Choice {
  if (alternative.from === 'time') {
    const render = createTimeRenderer(alternative.format);
    return (_record, timestampMillis) => render(timestampMillis);
  }
  if (alternative.from === 'severity') {
    return (record) => severityLevelOf(record)?.toLowerCase() ?? UNSPECIFIED;
  }
  const key = nameOfAlternative(alternative);
  let seen = false;
  const see = (): void => {
    if (!seen && key !== undefined) warnings.seen(key);
    seen = true;
  };
  return ({ attributes, instrumentationScope }, _timestampMillis, overflow) => {
    const free = alternative.from === 'attributes';
    const text = valueText(free ? attributes[alternative.key] : instrumentationScope.name);
    if (text === undefined) return undefined;
    see();
    if (!free) return sanitizeText(kind, text);
    return overflow ? OVERFLOW : sanitizeAttribute(kind, text);
  };
}

function fill(
  { choices, last }: OpenPlaceholder,
  record: ReadableLogRecord,
  timestampMillis: number,
  overflow: boolean,
): string {
  for (const choice of choices) {
    const text = choice(record, timestampMillis, overflow);
    if (text !== undefined) return text;
  }
  return last();
}
