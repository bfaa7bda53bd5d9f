/** An attribute's value as text for a name; `undefined` when it counts as missing. */
export function valueText(value: unknown): string | undefined {
  if (!Array.isArray(value)) return simpleText(value);
  for (const element of value) {
    const text = simpleText(element);
    if (text !== undefined) return text;
  }
  return undefined;
}

function simpleText(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
