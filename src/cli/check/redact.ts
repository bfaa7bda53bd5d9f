import { createRedaction } from '../../telemetry/redaction.js';

/** The value without the secrets, wherever they occur: an answer of the service can quote what was signed. */
export function redacted<T>(value: T, secrets: readonly string[]): T {
  const redaction = createRedaction();
  for (const secretAccessKey of secrets) redaction.learn({ secretAccessKey });
  const text = JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'string' ? redaction.text(part) : part,
  );
  const without: T = JSON.parse(text);
  return without;
}
