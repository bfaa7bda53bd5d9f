/** What others hand over may be missing, empty or no text at all. */
export function hasText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
