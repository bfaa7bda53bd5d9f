import { chmodSync, lstatSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { checkDirectory, FOLDER } from '../../options/safe-directory.js';
import { errorCode } from '../../util/errors.js';
import { quietly } from '../../util/quietly.js';

/** Files of events; damaged files get another ending. */
export const EXTENSION = '.sqlite';

/**
 * Makes the exporter's folder, with access for this user only, and returns its path.
 * @throws UnsafeDirectoryError when it is a symbolic link or another user's
 * @throws Error of the file system when it cannot be made, which may be temporary
 */
export function openFolder(directory: string): string {
  const parent = resolve(directory);
  if (lstatSync(parent, { throwIfNoEntry: false }) === undefined) makeDirectory(parent);
  checkDirectory(parent, lstatSync(parent), 'root too');
  const folder = join(parent, FOLDER);
  makeDirectory(folder);
  const stats = lstatSync(folder);
  checkDirectory(folder, stats);
  // The umask may have removed permissions, and an earlier creator may have added some.
  if ((stats.mode & 0o777) !== 0o700 && process.getuid !== undefined) chmodSync(folder, 0o700);
  return folder;
}

/** Names of the files of events, the oldest first. */
export function listFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(EXTENSION))
    .toSorted();
}

/** Renames a file that cannot be read, for people to look at, and ignores it from then on. */
export function renameAside(path: string, ending: string): string {
  const aside = `${path}.${ending}`;
  renameSync(path, aside);
  for (const beside of ['-wal', '-journal']) {
    try {
      renameSync(path + beside, aside + beside);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
    }
  }
  return aside;
}

/** Bytes of the renamed files in the folder. */
export function bytesAside(folder: string): number {
  return readdirSync(folder)
    .filter((name) => !name.endsWith(EXTENSION) && name.includes(`${EXTENSION}.`))
    .reduce((sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0), 0);
}

/** Not `recursive`: on file systems that always answer ENOENT, such as /proc, Node would try without end. */
function makeDirectory(path: string): void {
  const above = dirname(path);
  if (above !== path && statSync(above, { throwIfNoEntry: false }) === undefined) makeDirectory(above);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}

/** Whether there may be files to recover; false if the folder cannot be read. */
export function hasFiles(directory: string): boolean {
  return quietly(() => listFiles(join(resolve(directory), FOLDER)).length > 0) ?? false;
}
