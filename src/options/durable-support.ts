import { isBuiltin } from 'node:module';

/** The first Node that has SQLite without a flag. */
const NODE_WITH_SQLITE = '22.13';

/** Checks without loading the module, because loading it prints a warning in some versions. */
export function hasSqlite(): boolean {
  return isBuiltin('node:sqlite');
}

/** Why a durable outbox is not possible here, as a sentence; undefined where it is. */
export function whyNotDurable(has = hasSqlite(), version = process.versions.node): string | undefined {
  if (has) return undefined;
  return `outbox.directory: expected Node ${NODE_WITH_SQLITE} or newer, which has node:sqlite, got ${version}`;
}
