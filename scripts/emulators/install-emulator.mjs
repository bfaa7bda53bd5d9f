import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The time limit of a download. */
const INSTALL_MILLIS = 600_000;

/**
 * Installs an emulator once, and returns its folder. Throws if Python 3 is missing or the installation fails.
 * @param {import('./emulators.mjs').Emulator} emulator
 * @returns {string}
 */
export function installEmulator({ name, version, packages }) {
  const cache = resolve('node_modules/.cache/emulators', `${name}-${version}`);
  const installed = join(cache, 'installed');
  if (existsSync(installed)) return cache;
  if (spawnSync('python3', ['--version']).status !== 0) {
    throw new Error('there is no Python 3 (python3). Install it, with its module venv.');
  }
  console.log(`Installing ${name} ${version} from PyPI.`);
  // A partial installation would be used as if it were complete.
  rmSync(cache, { recursive: true, force: true });
  run('python3', ['-m', 'venv', cache]);
  run(join(cache, 'bin', 'pip'), ['install', '--quiet', ...packages]);
  writeFileSync(installed, '');
  return cache;
}

/**
 * @param {string} program
 * @param {string[]} args
 */
function run(program, args) {
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: INSTALL_MILLIS });
}
