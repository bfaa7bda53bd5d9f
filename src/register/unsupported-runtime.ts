import { type Message, messageOf } from '../messages/message.js';
import { readPath } from '../deliver/read-path.js';

/**
 * What to do where this entry does not work; undefined where it works. In Deno the hooks of OpenTelemetry's
 * instrumentations make `require` fail for packages such as winston: the application would not start.
 */
export function whyNoRegister(process: object = globalThis.process): Message | undefined {
  if (readPath(process, 'versions', 'deno') === undefined) return undefined;
  return messageOf('CWL_RUNTIME_NOT_SUPPORTED', { runtime: 'Deno' });
}
