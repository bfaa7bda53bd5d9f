import { lstatSync, type Stats } from 'node:fs';
import { join, resolve } from 'node:path';

/** The folder of ours in the directory that the user names. */
export const FOLDER = 'opentelemetry-exporter-cloudwatch-logs';

/** A directory that nobody should keep logs in; a mistake that a person has to correct. */
export class UnsafeDirectoryError extends Error {
  override readonly name = 'UnsafeDirectoryError';
}

/**
 * Root can do as it likes anyway; a volume that it made for us is no danger.
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

/** Why events may not be kept in a directory, as far as it is there, as a sentence; undefined where they may. */
export function whyNotSafe(directory: string): string | undefined {
  const parent = resolve(directory);
  try {
    checkIfThere(parent, 'root too');
    checkIfThere(join(parent, FOLDER));
  } catch (error) {
    // What the file system refuses may pass; the outbox says so if it does not.
    if (error instanceof UnsafeDirectoryError) return error.message;
  }
  return undefined;
}

function checkIfThere(path: string, orRoot?: 'root too'): void {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats !== undefined) checkDirectory(path, stats, orRoot);
}
