import { type Message, messageOf } from '../messages/message.js';
import { BRIDGED } from './loggers.js';
import { AUTO_INSTRUMENTATIONS } from './package-names.js';
import type { Packages } from './packages.js';

const TRANSPORT = '@opentelemetry/winston-transport';

/**
 * One line about missing packages without which records of an installed logger are lost; undefined when
 * nothing is missing.
 *
 * @param instrumented - as auto-instrumentations find packages; undefined when they are not installed
 */
export function missingPackages(packages: Packages, instrumented: Packages | undefined): Message | undefined {
  const loggers = BRIDGED.filter((name) => packages.find(name) !== undefined);
  const missing = new Map<string, string[]>();
  for (const logger of loggers) {
    const want = packageFor(logger, packages, instrumented);
    if (want !== undefined) missing.set(want, [...(missing.get(want) ?? []), logger]);
  }
  // Without the instrumentation the transport is not used, but it will be missing next.
  if (missing.get(AUTO_INSTRUMENTATIONS)?.includes('winston') && packages.find(TRANSPORT) === undefined) {
    missing.set(TRANSPORT, ['winston']);
  }
  if (missing.size === 0) return undefined;
  const names = [...new Set([...missing.values()].flat())];
  return messageOf('CWL_PACKAGE_MISSING', {
    setting: `The bridge of ${names.join(', ')}`,
    packages: [...missing.keys()].join(' '),
  });
}

/** The missing package without which records of an installed logger are lost; undefined when nothing is missing. */
export function packageFor(
  logger: (typeof BRIDGED)[number],
  packages: Packages,
  instrumented: Packages | undefined,
): string | undefined {
  const instrumentation = (instrumented ?? packages).find(`@opentelemetry/instrumentation-${logger}`);
  if (instrumentation === undefined) return AUTO_INSTRUMENTATIONS;
  const needsTransport = logger === 'winston' && packages.from(instrumentation).find(TRANSPORT) === undefined;
  return needsTransport ? TRANSPORT : undefined;
}

/**
 * One line about loggers that were loaded too early to be patched; undefined when there is none. An `import`
 * of this register in the first line of an ES module is too late as well: all imports are loaded before it runs.
 */
export function loadedTooEarly(packages: Packages): Message | undefined {
  const names = BRIDGED.filter((name) => packages.findLoaded(name) !== undefined);
  if (names.length === 0) return undefined;
  return messageOf('CWL_LOGGER_LOADED_TOO_EARLY', { loggers: names.join(', ') });
}
