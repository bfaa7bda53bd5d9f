import { existsSync } from 'node:fs';
import type { Packages } from './packages.js';

const REGISTER = '@opentelemetry/auto-instrumentations-node/register';

/** Only the listener of its register has it. */
const LISTENER_TEXT = 'OpenTelemetry SDK terminated';

/** A listener for a signal; what it returns is never looked at by Node. */
export type SignalListener = (signal: NodeJS.Signals) => void;

/** Whether a listener is the one of auto-instrumentations, which flushes and then lets the process live on. */
export function isOfAutoInstrumentations(listener: unknown): listener is SignalListener {
  return typeof listener === 'function' && Function.prototype.toString.call(listener).includes(LISTENER_TEXT);
}

/** The file of its register, as `import` or `require` would load it; undefined when it is not installed. */
export function findAutoInstrumentations(
  packages: Packages,
  commandLine: readonly string[],
  esm: boolean,
): string | undefined {
  const file = packages.find(REGISTER);
  if (file === undefined) return undefined;
  // On the 3.x line `import` and `require` load different files, and both would instrument. Who comes later shall
  // find it loaded.
  const importedLater = commandLine.some((argument) => argument.includes(REGISTER));
  const esmFile = file.replace(/\.cjs$/, '.mjs');
  return (esm || importedLater) && existsSync(esmFile) ? esmFile : file;
}

/** Whether its register has run, from whatever copy. */
export function autoInstrumentationsRan(listeners = process.listeners('SIGTERM')): boolean {
  return listeners.some((listener) => isOfAutoInstrumentations(listener));
}

/**
 * Runs its register. It reads the environment while it loads: for that long, and for it alone, its own export of
 * logs is off, and so is its own logger for `diag`, which writes to the console.
 */
export function runAutoInstrumentations(
  packages: Packages,
  file: string,
  { exportsLogs }: { readonly exportsLogs: boolean },
): void {
  withEnvironment(
    { ...(!exportsLogs && { OTEL_LOGS_EXPORTER: 'none' }), OTEL_LOG_LEVEL: undefined },
    () => void packages.load(file),
  );
}

function withEnvironment(changes: Record<string, string | undefined>, run: () => void): void {
  const before = Object.fromEntries(Object.keys(changes).map((name) => [name, process.env[name]]));
  setEnvironment(changes);
  try {
    run();
  } finally {
    setEnvironment(before);
  }
}

function setEnvironment(values: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}
