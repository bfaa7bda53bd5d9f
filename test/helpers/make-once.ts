import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';

const LOOK_MILLIS = 100;

/** Its process may have ended, and another may have its pid. */
const STALE_MILLIS = 600_000;

/**
 * Makes a file unless it exists. Of several processes that want it at the same time one makes it, and the others
 * wait. It blocks, so that modules can use it while they are loaded.
 */
export function makeOnce(path: string, make: () => void): void {
  const lock = `${path}.lock`;
  while (!existsSync(path)) {
    if (!takeLock(lock)) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_MILLIS);
      continue;
    }
    try {
      if (!existsSync(path)) make();
    } finally {
      rmSync(lock, { force: true });
    }
  }
}

function takeLock(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    if (isStale(lock)) rmSync(lock, { force: true });
    return false;
  }
}

function isStale(lock: string): boolean {
  try {
    const owner = readFileSync(lock, 'utf8');
    if (Date.now() - statSync(lock).mtimeMs > STALE_MILLIS) return true;
    // An empty lock file: its owner is about to write into it.
    if (owner !== '') process.kill(Number(owner), 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
