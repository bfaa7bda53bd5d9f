/** Values from outside may be missing, empty or of another type. */
export function hasText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
