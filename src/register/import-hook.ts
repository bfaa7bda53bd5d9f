import * as module from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Packages } from './packages.js';

const INSTRUMENTATION = '@opentelemetry/instrumentation';
const SYNC_HOOKS = 'import-in-the-middle/register-hooks.mjs';

/** What `import-in-the-middle/register-hooks.mjs` has. */
interface SyncHooks {
  supportsSyncHooks(): boolean;
  register(): void;
}

/** What is needed of `node:module`; Node 20 has no hooks in the thread itself. */
type NodeModule = Partial<typeof module> & Pick<typeof module, 'register'>;

/**
 * Lets instrumentations patch ES modules; without it an `import` of pino gives the unpatched one. The hook has to be
 * of the copy that the instrumentations use. Does nothing where the command line has one already.
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
  // Throws where the folder was deleted under the process: the thread of the hooks could not start there, and this one
  // would wait for it without end.
  process.cwd();
  nodeModule.register(pathToFileURL(hook));
}

/** Hooks in this thread need no second one, and newer Nodes warn of that. */
function registerInThread(packages: Packages): boolean {
  const file = packages.find(SYNC_HOOKS);
  if (file === undefined) return false;
  const hooks: SyncHooks = packages.load(file);
  if (!hooks.supportsSyncHooks()) return false;
  hooks.register();
  return true;
}
