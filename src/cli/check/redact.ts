/** Shorter texts are no secrets of AWS, and could be a part of any word. */
const MIN_SECRET_LENGTH = 16;

/** The same without the secrets, wherever they stand: an answer of the service can quote what was signed. */
export function redacted<T>(value: T, secrets: readonly string[]): T {
  const text = secrets
    .filter(({ length }) => length >= MIN_SECRET_LENGTH)
    // As JSON would write it inside of quotes.
    .reduce(
      (rest, secret) => rest.replaceAll(JSON.stringify(secret).slice(1, -1), '[secret]'),
      JSON.stringify(value),
    );
  const without: T = JSON.parse(text);
  return without;
}
