// As a program, it fetches what the tests need before they start: node --import tsx test/helpers/node-with-sqlite.ts
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A version of Node with node:sqlite and no flag; its binary is an npm package. */
const VERSION = '24';

/**
 * Path of a Node with node:sqlite: the current one, otherwise one from npm in a cache folder. It is fetched when this
 * module is loaded, so that no test waits for it.
 */
export const NODE_WITH_SQLITE: string = isBuiltin('node:sqlite') ? process.execPath : fetchNode();

function fetchNode(): string {
  const isWindows = process.platform === 'win32';
  const name = `node-${isWindows ? 'win' : process.platform}-${process.arch}`;
  const cache = resolve('node_modules/.cache/node-with-sqlite');
  const folder = join(cache, name);
  if (!existsSync(folder)) install(name, cache);
  return join(folder, 'bin', isWindows ? 'node.exe' : 'node');
}

/**
 * Not a devDependency: that would put its `node` before the one that runs the other tests. Processes that need it at the
 * same time each fetch it, and the first that has it puts it in its place: none waits for another.
 */
function install(name: string, cache: string): void {
  mkdirSync(cache, { recursive: true });
  const fresh = mkdtempSync(join(cache, 'new-'));
  const flags = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
  try {
    execFileSync('npm', ['install', '--prefix', fresh, `${name}@${VERSION}`, ...flags], {
      cwd: tmpdir(),
      stdio: 'pipe',
    });
    renameSync(join(fresh, 'node_modules', name), join(cache, name));
  } catch (error) {
    if (!existsSync(join(cache, name))) throw error;
  } finally {
    rmSync(fresh, { recursive: true });
  }
}
