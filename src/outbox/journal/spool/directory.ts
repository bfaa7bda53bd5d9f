import { chmodSync, lstatSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { checkDirectory, FOLDER } from '../../../options/safe-directory.js';

/** Files that hold events; what is set aside gets another ending. */
export const EXTENSION = '.sqlite';

/**
 * Makes our own folder, for our eyes only, and gives its path.
 * @throws UnsafeDirectoryError when it is a symbolic link or another user's
 * @throws Error of the file system when it cannot be made, which may pass
 */
export function openFolder(directory: string): string {
  const parent = resolve(directory);
  if (lstatSync(parent, { throwIfNoEntry: false }) === undefined) makeDirectory(parent);
  checkDirectory(parent, lstatSync(parent), 'root too');
  const folder = join(parent, FOLDER);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  const stats = lstatSync(folder);
  checkDirectory(folder, stats);
  // The process's umask may have taken bits away, and whoever made it before us may have given some.
  if ((stats.mode & 0o777) !== 0o700 && process.getuid !== undefined) chmodSync(folder, 0o700);
  return folder;
}

/** Names of the files of events, the oldest first. */
export function listFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(EXTENSION))
    .toSorted();
}

/** Keeps what cannot be read for people to look at, out of the way of others. */
export function setAside(path: string, ending: string): string {
  const aside = `${path}.${ending}`;
  renameSync(path, aside);
  for (const beside of ['-wal', '-journal']) {
    try {
      renameSync(path + beside, aside + beside);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
  }
  return aside;
}

/** Bytes of what has been set aside in the folder. */
export function bytesAside(folder: string): number {
  return readdirSync(folder)
    .filter((name) => !name.endsWith(EXTENSION) && name.includes(`${EXTENSION}.`))
    .reduce((sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0), 0);
}

/** Not `recursive`: where a file system answers with ENOENT for good, as /proc does, Node would try without end. */
function makeDirectory(path: string): void {
  const above = dirname(path);
  if (above !== path && statSync(above, { throwIfNoEntry: false }) === undefined) makeDirectory(above);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

/** Whether there may be something to take over; false where it cannot be read. */
export function hasFiles(directory: string): boolean {
  try {
    return listFiles(join(resolve(directory), FOLDER)).length > 0;
  } catch {
    return false;
  }
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
