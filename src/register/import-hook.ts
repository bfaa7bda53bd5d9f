import * as module from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Packages } from './packages.js';

const INSTRUMENTATION = '@opentelemetry/instrumentation';
const SYNC_HOOKS = 'import-in-the-middle/register-hooks.mjs';

/** The exports of `import-in-the-middle/register-hooks.mjs`. */
interface SyncHooks {
  supportsSyncHooks(): boolean;
  register(): void;
}

/** The part of `node:module` that is used; Node 20 has no synchronous hooks. */
type NodeModule = Partial<typeof module> & Pick<typeof module, 'register'>;

/**
 * Lets instrumentations patch ES modules; without it an `import` of pino gets the unpatched module. The hook must be
 * from the copy that the instrumentations use. Does nothing where the command line has a hook already.
 *
 * @param packages - as the instrumentations find packages
 */
export function registerImportHook(
  packages: Packages,
  commandLine: readonly string[],
  nodeModule: NodeModule = module,
): void {
  if (commandLine.some((argument) => argument.includes(`${INSTRUMENTATION}/hook.mjs`))) return;
  const instrumentation = packages.find(INSTRUMENTATION);
  const hook = packages.find(`${INSTRUMENTATION}/hook.mjs`);
  if (instrumentation === undefined || hook === undefined) return;
  if ('registerHooks' in nodeModule && registerInThread(packages.from(instrumentation))) return;
  // Throws where the folder of the process was deleted: the thread of the hooks could not start there, and this thread
  // would wait for it without end.
  process.cwd();
  nodeModule.register(pathToFileURL(hook));
}

/** With hooks in this thread a second one is not needed, and newer versions of Node warn of it. */
function registerInThread(packages: Packages): boolean {
  const file = packages.find(SYNC_HOOKS);
  if (file === undefined) return false;
  const hooks: SyncHooks = packages.load(file);
  if (!hooks.supportsSyncHooks()) return false;
  hooks.register();
  return true;
}
