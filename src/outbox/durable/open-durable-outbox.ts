import { openFolder, UnsafeDirectoryError } from './spool/directory.js';
import { createDurableOutbox, type DurableOutbox, type DurableOutboxParts } from './durable-outbox.js';
import type { SpoolSettings } from './protocol.js';
import { startSpoolThread } from './spool-thread.js';
import { hasSqlite, NODE_WITH_SQLITE } from './spool/sqlite.js';
import { startWorker } from './start-worker.js';

/** What would make a durable outbox impossible here, as a sentence; undefined where nothing does. */
export function whyNotDurable(has = hasSqlite(), version = process.versions.node): string | undefined {
  if (has) return undefined;
  return `outbox.directory: expected Node ${NODE_WITH_SQLITE} or newer, which has node:sqlite, got ${version}`;
}

/**
 * Opens the outbox that a directory holds.
 * @throws Error where this Node has no SQLite, or the directory is not safe; trouble of the disk only warns
 */
export function openDurableOutbox(
  parts: Omit<DurableOutboxParts, 'startThread'>,
  settings: SpoolSettings,
): DurableOutbox {
  const why = whyNotDurable();
  if (why !== undefined) throw new Error(why);
  try {
    openFolder(settings.directory);
  } catch (error) {
    if (error instanceof UnsafeDirectoryError) throw error;
    // The next export tries again, and says it if it still is so.
  }
  return createDurableOutbox(
    {
      ...parts,
      startThread: (threadParts) => startSpoolThread({ ...threadParts, start: () => startWorker(settings) }),
    },
    settings,
  );
}
