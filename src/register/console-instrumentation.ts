import { messageOf } from '../messages/message.js';
import type { Warn } from './environment-text.js';
import type { Packages } from './packages.js';

const PACKAGE = '@opentelemetry/instrumentation-console';

/** Makes a record of each line that is written with `console`, which is written as before. */
export function instrumentConsole(packages: Packages, warn: Warn): void {
  const file = packages.find(PACKAGE);
  if (file === undefined) {
    warn(
      messageOf('CWL_PACKAGE_MISSING', { setting: 'OTEL_EXPORTER_CLOUDWATCH_CONSOLE', packages: PACKAGE }),
    );
    return;
  }
  const { ConsoleInstrumentation }: { readonly ConsoleInstrumentation: new () => unknown } =
    packages.load(file);
  // It is enabled by being made.
  void new ConsoleInstrumentation();
}
