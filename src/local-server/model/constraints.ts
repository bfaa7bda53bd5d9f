import { invalidParameter } from './service-error.js';
import type { ViolationRule } from './types.js';

/** A pattern of the model: `text` is the spelling of the model, which the error repeats. */
export interface ModelPattern {
  readonly regex: RegExp;
  readonly text: string;
}

interface StringRule {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: ModelPattern;
}

/** Errors of one call that are put in words; an answer need not be larger than any request. */
const MAX_TEXTS = 1_000;

/**
 * Collects the violations that the service's model validation finds in one call, as one error in the service's words:
 * `2 validation errors detected: Value '' at 'logEvents.1.member.message' failed to satisfy constraint: ...; ...`.
 */
export class Constraints {
  readonly #texts: string[] = [];
  #count = 0;
  readonly #rules = new Set<ViolationRule>();

  add(rule: ViolationRule, path: string, value: string | null, constraint: string): void {
    this.#count += 1;
    this.#rules.add(rule);
    if (this.#texts.length === MAX_TEXTS) return;
    const shown = value === null ? 'null' : `'${value}'`;
    this.#texts.push(`Value ${shown} at '${path}' failed to satisfy constraint: Member must ${constraint}`);
  }

  required(rule: ViolationRule, path: string): void {
    this.add(rule, path, null, 'not be null');
  }

  /** Lengths are UTF-16 units: the stricter reading of the model's "length" wherever readings differ. */
  string(rule: ViolationRule, path: string, value: string, { min, max, pattern }: StringRule): void {
    if (pattern !== undefined && !pattern.regex.test(value)) {
      this.add(rule, path, value, `satisfy regular expression pattern: ${pattern.text}`);
    }
    this.length(rule, path, value, value.length, min, max);
  }

  length(
    rule: ViolationRule,
    path: string,
    value: string,
    length: number,
    min = 0,
    max = Number.POSITIVE_INFINITY,
  ): void {
    if (length < min) this.add(rule, path, value, `have length greater than or equal to ${min}`);
    if (length > max) this.add(rule, path, value, `have length less than or equal to ${max}`);
  }

  range(rule: ViolationRule, path: string, value: number, min: number, max = Number.POSITIVE_INFINITY): void {
    if (value < min) this.add(rule, path, String(value), `have value greater than or equal to ${min}`);
    if (value > max) this.add(rule, path, String(value), `have value less than or equal to ${max}`);
  }

  oneOf(
    rule: ViolationRule,
    path: string,
    value: string | number,
    allowed: readonly (string | number)[],
  ): void {
    if (!allowed.includes(value)) {
      this.add(rule, path, String(value), `satisfy enum value set: [${allowed.join(', ')}]`);
    }
  }

  /** Throws all violations as one error. */
  check(): void {
    const count = this.#count;
    if (count === 0) return;
    const head = `${count} validation error${count === 1 ? '' : 's'} detected: `;
    throw invalidParameter(head + this.#texts.join('; '), ...this.#rules);
  }
}
