import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { loggersIn } from './loggers.js';

/** What is read of an application's files. */
const MAX_READ_BYTES = 32 * 1_048_576;

const IN_PACKAGE = /[\\/]node_modules[\\/]/;

/** A file of an application that is named in another one: Node does not tell which ES modules it has loaded. */
const RELATIVE = /["'](\.\.?\/[^"'\s]{1,300})["']/g;

/** A logger within a file of the application. */
export interface BundledLogger {
  readonly logger: string;
  readonly file: string;
}

/** Whether it is a file of a package, which is no bundle of the application's. */
export function isInPackage(file: string): boolean {
  return IN_PACKAGE.test(file);
}

/** Looks into the given files, and into those that they name. */
export async function findBundledLogger(files: readonly string[]): Promise<BundledLogger | undefined> {
  const found = new Set(files.filter((file) => !isInPackage(file)));
  let left = MAX_READ_BYTES;
  // It grows while it is gone through.
  for (const file of found) {
    // One after the other: a service has other work.
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

/** Empty where there is none, or too much: an application that was given by --eval has no file. */
async function textOfFile(file: string, maxBytes: number): Promise<string> {
  try {
    const { size } = await stat(file);
    return size > maxBytes ? '' : await readFile(file, 'utf8');
  } catch {
    return '';
  }
}
