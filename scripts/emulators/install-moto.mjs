import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What the docs say of it holds for this version. */
export const MOTO_VERSION = '5.2.5';

/** Bound on what comes over the network. */
const INSTALL_MILLIS = 300_000;

/**
 * Installs moto's server once. Gives its program; throws where there is no Python 3, or it cannot be installed.
 * @returns {string}
 */
export function installMoto() {
  const cache = resolve('node_modules/.cache/emulators', `moto-${MOTO_VERSION}`);
  const program = join(cache, 'bin', 'moto_server');
  if (existsSync(program)) return program;
  if (spawnSync('python3', ['--version']).status !== 0) {
    throw new Error('there is no Python 3 (python3). Install it, with its module venv.');
  }
  console.log(`Installing moto ${MOTO_VERSION} from PyPI.`);
  try {
    run('python3', ['-m', 'venv', cache]);
    run(join(cache, 'bin', 'pip'), ['install', '--quiet', `moto[server]==${MOTO_VERSION}`]);
  } catch (error) {
    // What is there in part would be taken for the whole next time.
    rmSync(cache, { recursive: true, force: true });
    throw error;
  }
  return program;
}

/**
 * @param {string} program
 * @param {string[]} args
 */
function run(program, args) {
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: INSTALL_MILLIS });
}
