import { createSecretFilter } from '../../telemetry/secret-filter.js';

/** The value without the secrets, wherever they occur: an answer of the service can quote what was signed. */
export function redacted<T>(value: T, secrets: readonly string[]): T {
  const secretFilter = createSecretFilter();
  for (const secretAccessKey of secrets) secretFilter.learn({ secretAccessKey });
  const text = JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'string' ? secretFilter.text(part) : part,
  );
  const without: T = JSON.parse(text);
  return without;
}
