import { quote } from '../util/quote.js';

/** What came, for a message; total, because it is asked about values that are wrong. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return `${quote(value)} (string)`;
  if (typeof value === 'number') return `${numberText(value)} (number)`;
  if (typeof value === 'boolean') return `${String(value)} (boolean)`;
  return describeType(value);
}

/** What kind of thing came, where its value may be a secret. */
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
