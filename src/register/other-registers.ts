import { existsSync } from 'node:fs';
import type { SignalListener } from './exit-hooks.js';
import { AUTO_INSTRUMENTATIONS, AWS_DISTRIBUTION } from './package-names.js';
import type { Packages } from './packages.js';
import { withEnvironment } from './with-environment.js';

/** Packages with a zero-code register that starts an SDK. */
const PACKAGES = [AWS_DISTRIBUTION, AUTO_INSTRUMENTATIONS] as const;

/** The register of another package. */
export interface OtherRegister {
  readonly packageName: (typeof PACKAGES)[number];
  readonly file: string;
}

/** The register of another package on the command line, loaded as Node would load it. */
export function findOtherRegister(
  packages: Packages,
  commandLine: readonly string[],
): OtherRegister | undefined {
  // `--import name`, `--import=name`, and all of NODE_OPTIONS as one text.
  const words = commandLine.flatMap((text) => text.split(/[\s="']+/));
  for (const packageName of PACKAGES) {
    const at = words.findIndex((word) => isRegisterOf(packageName, word));
    const file = at === -1 ? undefined : packages.find(`${packageName}/register`);
    if (file !== undefined) return { packageName, file: formOf(file, words[at - 1]) };
  }
  return undefined;
}

/** By its name, or by the path of its file. */
function isRegisterOf(packageName: string, word: string): boolean {
  const path = word.replaceAll('\\', '/');
  return path.includes(`${packageName}/`) && /\/register(?:\.[cm]?js)?$/.test(path);
}

/** On the 3.x line `import` and `require` load different files, and both would start an SDK. */
function formOf(file: string, flag: string | undefined): string {
  const esmFile = file.replace(/\.cjs$/, '.mjs');
  return (flag === '--import' || flag === '--experimental-loader') && existsSync(esmFile) ? esmFile : file;
}

/**
 * Runs it before its flag does, with its own export of logs off: the flag then finds it loaded.
 *
 * @returns what it has added to the listeners of SIGTERM
 */
export function runOtherRegister(packages: Packages, { file }: OtherRegister): SignalListener[] {
  const before = new Set(process.listeners('SIGTERM'));
  // Its logger for `diag` would write to the console, which may be instrumented.
  withEnvironment({ OTEL_LOGS_EXPORTER: 'none', OTEL_LOG_LEVEL: undefined }, () => void packages.load(file));
  return process.listeners('SIGTERM').filter((listener) => !before.has(listener));
}

/**
 * The listeners of SIGTERM before the application runs: the listener of an SDK that has started is among them.
 */
export function listenersOfPreloads(): SignalListener[] {
  const mainModule: unknown = Reflect.get(process, 'mainModule');
  return mainModule === undefined ? process.listeners('SIGTERM') : [];
}
