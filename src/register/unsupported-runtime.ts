import { readPath } from '../deliver/read-path.js';

/**
 * What to do where this entry cannot work, as a sentence; undefined where it can. In Deno the hooks of OpenTelemetry's
 * instrumentations make `require` fail for packages such as winston: the application would not start.
 */
export function whyNoRegister(process: object = globalThis.process): string | undefined {
  if (readPath(process, 'versions', 'deno') === undefined) return undefined;
  return 'register does not support Deno and does nothing here: create a LoggerProvider with CloudWatchLogRecordProcessor in code.';
}
