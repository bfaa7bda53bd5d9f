// The zero-code entry: `node --import opentelemetry-exporter-cloudwatch-logs/register app.js`, or `--require`.
import { isHooksThread } from './register/hooks-thread.js';
import { start } from './register/start.js';
import { PACKAGE_NAME } from './util/package-name.js';

/** Set in a thread once this has run there, in either of its forms. */
const LOADED = Symbol.for(`${PACKAGE_NAME}.register`);

if (!Reflect.has(globalThis, LOADED) && !isHooksThread()) {
  Reflect.set(globalThis, LOADED, true);
  start();
}
