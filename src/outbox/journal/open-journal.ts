import { whyNotDurable } from '../../options/durable-support.js';
import { onExit, whenAlive } from '../../util/exit-event.js';
import { UnsafeDirectoryError } from '../../options/safe-directory.js';
import type { Journal } from './journal.js';
import type { SpoolSettings } from './protocol.js';
import { openFolder } from './directory.js';
import { startSpoolThread } from './spool-thread.js';
import { createSqliteJournal, type SqliteJournalParts } from './sqlite-journal.js';
import { startWorker } from './start-worker.js';

/**
 * Opens the journal of a directory.
 * @throws Error where this Node has no SQLite, or the directory is not safe; a disk that fails only warns
 */
export function openJournal(
  parts: Omit<SqliteJournalParts, 'startThread'>,
  settings: SpoolSettings,
): Journal {
  const why = whyNotDurable();
  if (why !== undefined) throw new Error(why);
  try {
    openFolder(settings.directory);
  } catch (error) {
    if (error instanceof UnsafeDirectoryError) throw error;
    // The next append tries again, and reports it if it still fails.
  }
  return createSqliteJournal(
    {
      ...parts,
      startThread: (thread, file) =>
        startSpoolThread({
          ...thread,
          onExit,
          whenAlive,
          start: (port, zlibPause) => startWorker({ start: { ...settings, file }, port, zlibPause }),
        }),
    },
    settings,
  );
}
