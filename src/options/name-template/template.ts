import type { TimeFormat } from './time-format.js';

/** The option that contains a template. */
export type TemplateKind = 'logGroupName' | 'logStreamName';

/** One source of the value of a placeholder. */
export type Alternative =
  | { readonly from: 'text'; readonly text: string }
  | { readonly from: 'resource'; readonly key: string }
  | { readonly from: 'scope' }
  | { readonly from: 'severity' }
  | { readonly from: 'attributes'; readonly key: string }
  | { readonly from: 'time'; readonly format: TimeFormat };

/** The first alternative that has a value gives the text. */
export interface Placeholder {
  readonly alternatives: readonly Alternative[];
}

/** A parsed name template. */
export interface Template {
  readonly kind: TemplateKind;
  /** As it was written. */
  readonly source: string;
  /** Literal texts, never empty and never two in a row, and placeholders. */
  readonly parts: readonly (string | Placeholder)[];
}

/** Whether any placeholder of the template may take its value from that source. */
export function uses(template: Template, from: Alternative['from']): boolean {
  return template.parts.some((part) => typeof part !== 'string' && takesFrom(part, from));
}

/** Whether the placeholder may take its value from that source. */
export function takesFrom(placeholder: Placeholder, from: Alternative['from']): boolean {
  return placeholder.alternatives.some((alternative) => alternative.from === from);
}

/** An alternative as messages name it; texts, times and severities always have a value and need no name. */
export function nameOfAlternative(alternative: Alternative): string | undefined {
  if (alternative.from === 'resource') return alternative.key;
  if (alternative.from === 'attributes') return `attributes.${alternative.key}`;
  return alternative.from === 'scope' ? 'scope.name' : undefined;
}
