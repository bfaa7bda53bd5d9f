import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** A Node that has node:sqlite without a flag; its own binary is a package of npm. */
const VERSION = '24';

const run = promisify(execFile);

let fetched: Promise<string> | undefined;

/** Path of a Node that has node:sqlite: the one that runs, else one from npm in a cache folder. */
export function nodeWithSqlite(): Promise<string> {
  if (isBuiltin('node:sqlite')) return Promise.resolve(process.execPath);
  fetched ??= fetchNode();
  return fetched;
}

/** Never a devDependency: it would put its `node` before the one that runs the other tests. */
async function fetchNode(): Promise<string> {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${system}-${process.arch}`;
  const cache = resolve('node_modules/.cache/node-with-sqlite');
  const binary = join('node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(join(cache, binary))) {
    // Two test runs at once: whoever is done first moves its folder into place.
    const fresh = join(resolve('node_modules/.cache'), `node-${process.pid}`);
    mkdirSync(fresh, { recursive: true });
    const flags = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
    await run('npm', ['install', '--prefix', fresh, `${name}@${VERSION}`, ...flags], { cwd: tmpdir() });
    try {
      renameSync(fresh, cache);
    } catch (error) {
      if (!existsSync(join(cache, binary))) throw error;
    }
  }
  return join(cache, binary);
}
