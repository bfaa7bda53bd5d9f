import { serialization } from './service-error.js';

/** The parsed JSON object of a request, before its members are validated. */
export type Input = Readonly<Record<string, unknown>>;

const MAX_LONG = 2 ** 63;

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'START_ARRAY';
  if (typeof value === 'string') return 'STRING_VALUE';
  if (typeof value === 'number') return 'NUMBER_VALUE';
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE';
  return 'START_OBJECT';
}

export function isObject(value: unknown): value is Input {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function misfit(value: unknown, wanted: string): Error {
  return serialization(`${kindOf(value)} can not be converted to ${wanted}`);
}

/** Like every reader below: undefined when absent or null; SerializationException when of another type. */
export function asString(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw misfit(value, 'String');
  return value;
}

/** A 64-bit integer. Only timestamps are such numbers, and the SDK does not stop 1.5 and "NaN". */
export function asLong(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value) || Math.abs(value) >= MAX_LONG) {
    throw serialization(`${kindOf(value)} can not be converted to Long`, 'timestamp');
  }
  return value;
}

export function asInteger(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw misfit(value, 'Integer');
  return value;
}

export function asBoolean(value: unknown): boolean | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'boolean') throw misfit(value, 'Boolean');
  return value;
}

export function asList(value: unknown): readonly unknown[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw misfit(value, 'List');
  return value;
}

export function asObject(value: unknown): Input | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw misfit(value, 'Structure');
  return value;
}

export function asStringMap(value: unknown): ReadonlyMap<string, string> | undefined {
  const object = asObject(value);
  if (object === undefined) return undefined;
  const map = new Map<string, string>();
  for (const [key, member] of Object.entries(object)) {
    const text = asString(member);
    if (text !== undefined) map.set(key, text);
  }
  return map;
}

export function asStringList(value: unknown): readonly string[] | undefined {
  return asList(value)?.map((member) => asString(member) ?? '');
}
