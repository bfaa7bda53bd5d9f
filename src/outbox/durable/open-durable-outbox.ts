import { whyNotDurable } from '../../options/durable-support.js';
import { openFolder, UnsafeDirectoryError } from './spool/directory.js';
import { createDurableOutbox, type DurableOutbox, type DurableOutboxParts } from './durable-outbox.js';
import type { SpoolSettings } from './protocol.js';
import { startSpoolThread } from './spool-thread.js';
import { startWorker } from './start-worker.js';

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
