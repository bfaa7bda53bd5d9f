import { lstatSync, type Stats } from 'node:fs';
import { join, resolve } from 'node:path';
import { PACKAGE_NAME } from '../util/package-name.js';

/** The exporter's folder in the directory that the user names. */
export const FOLDER = PACKAGE_NAME;

/** A directory that is unsafe for logs; an operator must correct it. */
export class UnsafeDirectoryError extends Error {
  override readonly name = 'UnsafeDirectoryError';
}

/**
 * Root can read everything anyway; a volume that root created for this process is not a risk.
 * @throws UnsafeDirectoryError when it is a symbolic link, a file or another user's
 */
export function checkDirectory(path: string, stats: Stats, orRoot?: 'root too'): void {
  const expected = 'outbox.directory: expected a directory of our own user';
  if (stats.isSymbolicLink()) throw new UnsafeDirectoryError(`${expected}, but "${path}" is a symbolic link`);
  if (!stats.isDirectory()) throw new UnsafeDirectoryError(`${expected}, but "${path}" is a file`);
  const user = process.geteuid?.();
  if (user === undefined || stats.uid === user || (orRoot && stats.uid === 0)) return;
  throw new UnsafeDirectoryError(
    `${expected} (uid ${user}), but "${path}" belongs to another (uid ${stats.uid})`,
  );
}

/** Why events must not be stored in a directory, as a sentence; undefined where it is safe or does not exist. */
export function whyNotSafe(directory: string): string | undefined {
  const parent = resolve(directory);
  try {
    checkIfThere(parent, 'root too');
    checkIfThere(join(parent, FOLDER));
  } catch (error) {
    // A refusal of the file system may be temporary; if not, the outbox reports it.
    if (error instanceof UnsafeDirectoryError) return error.message;
  }
  return undefined;
}

function checkIfThere(path: string, orRoot?: 'root too'): void {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats !== undefined) checkDirectory(path, stats, orRoot);
}
