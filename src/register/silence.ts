import { basename } from 'node:path';
import { type Message, messageOf } from '../messages/message.js';
import { type BundledLogger, findBundledLogger, isInPackage } from './bundled-logger.js';
import type { Warn } from './environment-text.js';
import { BRIDGED, UNBRIDGED } from './loggers.js';
import type { Packages } from './packages.js';

/** After this time without a record the cause is looked for. */
const SILENCE_MILLIS = 60_000;
const seconds = SILENCE_MILLIS / 1_000;

/** What is known of an application that has logged nothing. */
export interface SilenceFacts {
  /** Packages of loggers that have been loaded. */
  readonly loaded: readonly string[];
  /** Installed loggers without a bridge: for ES modules it is not known whether they were loaded. */
  readonly installed: readonly string[];
  readonly bunyanVersion: string | undefined;
  readonly bundled: BundledLogger | undefined;
  /** The main file is a package of its own, as npm and tsx are: what it starts logs in another process. */
  readonly isTool: boolean;
  /** Lines written with console are logged. */
  readonly console: boolean;
}

interface SilenceParts {
  readonly packages: Packages;
  readonly console: boolean;
  readonly warn: Warn;
}

/** Reports once why no record came, if a reason is known. It does not keep the process alive. */
export function watchForSilence(
  logs: { hasSeenRecord(): boolean },
  { packages, console, warn }: SilenceParts,
): void {
  async function report(): Promise<void> {
    if (logs.hasSeenRecord()) return;
    const why = whySilent(await gatherFacts(packages, console));
    if (why !== undefined) warn(why);
  }

  setTimeout(() => void report(), SILENCE_MILLIS).unref();
}

/** Why records may be missing; undefined where nothing may be wrong. */
export function whySilent(facts: SilenceFacts): Message | undefined {
  const { loaded, installed, bunyanVersion, bundled } = facts;
  if (loaded.includes('bunyan') && Number.parseInt(bunyanVersion ?? '1', 10) > 1) {
    return messageOf('CWL_NO_RECORDS_BUNYAN', { seconds, version: bunyanVersion ?? '' });
  }
  // They are instrumented and simply have not logged; missing packages were reported at the start.
  if (BRIDGED.some((name) => loaded.includes(name))) return undefined;
  const [unbridged] = loaded;
  if (unbridged !== undefined) return withoutBridge(unbridged, 'loaded');
  if (bundled !== undefined) {
    const { logger, file } = bundled;
    return messageOf('CWL_NO_RECORDS_BUNDLED', { seconds, logger, file: basename(file) });
  }
  if (facts.console || facts.isTool) return undefined;
  const [candidate] = installed;
  if (candidate !== undefined) return withoutBridge(candidate, 'installed');
  return messageOf('CWL_NO_RECORDS_NO_LOGGER', { seconds });
}

function withoutBridge(packageName: string, state: 'loaded' | 'installed'): Message {
  const logger = UNBRIDGED[packageName] ?? packageName;
  return messageOf('CWL_NO_RECORDS_NO_BRIDGE', { seconds, logger, state });
}

/** Whether a package is run that has loaded no file of an application: npm and tsx have not, `next start` has. */
export function isTool(main: string, loadedFiles: readonly string[]): boolean {
  return isInPackage(main) && loadedFiles.every(isInPackage);
}

async function gatherFacts(packages: Packages, console: boolean): Promise<SilenceFacts> {
  const main = process.argv[1] ?? '';
  const unbridged = Object.keys(UNBRIDGED);
  return {
    loaded: [...BRIDGED, ...unbridged].filter((name) => packages.findLoaded(name) !== undefined),
    installed: unbridged.filter((name) => packages.find(name) !== undefined),
    bunyanVersion: loadedVersionOf('bunyan', packages),
    bundled: await findBundledLogger([main, ...packages.loadedFiles()]),
    isTool: isTool(main, packages.loadedFiles()),
    console,
  };
}

function loadedVersionOf(name: string, packages: Packages): string | undefined {
  const loaded = packages.findLoaded(name);
  const file = loaded && packages.from(loaded).find(`${name}/package.json`);
  if (file === undefined) return undefined;
  const { version }: { readonly version: string } = packages.load(file);
  return version;
}
