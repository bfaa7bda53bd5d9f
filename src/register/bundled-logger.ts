import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { loggersIn } from './loggers.js';

/** Bytes of an application's files that are read. */
const MAX_READ_BYTES = 32 * 1_048_576;

const IN_PACKAGE = /[\\/]node_modules[\\/]/;

/** A file of an application that another file names: Node does not report which ES modules it has loaded. */
const RELATIVE = /["'](\.\.?\/[^"'\s]{1,300})["']/g;

/** A logger within a file of the application. */
export interface BundledLogger {
  readonly logger: string;
  readonly file: string;
}

/** Whether it is a file of a package, and not a bundle of the application. */
export function isInPackage(file: string): boolean {
  return IN_PACKAGE.test(file);
}

/** Searches the given files, and those that they name. */
export async function findBundledLogger(files: readonly string[]): Promise<BundledLogger | undefined> {
  const found = new Set(files.filter((file) => !isInPackage(file)));
  let left = MAX_READ_BYTES;
  // The list grows while it is walked.
  for (const file of found) {
    // One after the other, so that the service can do other work.
    // oxlint-disable-next-line no-await-in-loop
    const text = await textOfFile(file, left);
    left -= text.length;
    const [logger] = loggersIn(text);
    if (logger !== undefined) return { logger, file };
    for (const [, path = ''] of text.matchAll(RELATIVE)) {
      if (/\.[cm]?js$/.test(path)) found.add(resolve(dirname(file), path));
    }
  }
  return undefined;
}

/** Empty if there is no file, or if it is too large: an application given by --eval has no file. */
async function textOfFile(file: string, maxBytes: number): Promise<string> {
  try {
    const { size } = await stat(file);
    return size > maxBytes ? '' : await readFile(file, 'utf8');
  } catch {
    return '';
  }
}
