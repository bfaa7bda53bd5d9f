import { quote } from '../util/quote.js';

/** The value that was passed, for a message. Never throws, because it describes invalid values. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return `${quote(value)} (string)`;
  if (typeof value === 'number') return `${numberText(value)} (number)`;
  if (typeof value === 'boolean') return `${String(value)} (boolean)`;
  return describeType(value);
}

/** The type of the value that was passed, where the value may be a secret. */
export function describeType(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'undefined';
  if (typeof value !== 'object') return `a ${typeof value}`;
  try {
    return Array.isArray(value) ? 'an array' : 'an object';
  } catch {
    // A revoked proxy.
    return 'an object that cannot be read';
  }
}

function numberText(value: number): string {
  return Number.isSafeInteger(value) ? value.toLocaleString('en-US') : String(value);
}
