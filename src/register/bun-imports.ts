import { createRequire } from 'node:module';
import { readPath } from '../deliver/read-path.js';
import { BRIDGED } from './loggers.js';
import type { Packages } from './packages.js';

/**
 * Bun has no hooks for ES modules, and its `import` of CommonJS skips those of `require`, but uses loaded modules.
 * So the loggers are loaded here, after their instrumentations, and an `import` gets the instrumented module.
 */
export function instrumentBunImports(packages: Packages, process: object = globalThis.process): void {
  if (readPath(process, 'versions', 'bun') === undefined) return;
  for (const name of BRIDGED) {
    const file = packages.find(name);
    if (file === undefined) continue;
    const instrumented: unknown = packages.load(file);
    const loaded = createRequire(file).cache[file];
    if (loaded !== undefined) loaded.exports = instrumented;
  }
}
