import { messageOf } from '../messages/message.js';
import type { Warn } from './environment-text.js';
import type { Packages } from './packages.js';

const PACKAGE = '@opentelemetry/instrumentation-console';

/** Makes a record of each line that is written with `console`; the line is still written. */
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
  // The constructor enables it.
  void new ConsoleInstrumentation();
}
