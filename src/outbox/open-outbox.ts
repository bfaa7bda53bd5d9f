import { resolve } from 'node:path';
import type { WhenFull } from '../options/options.js';
import { createOutbox, type OutboxParts } from './create-outbox.js';
import { createArrivals } from './journal/arrivals.js';
import { NO_JOURNAL } from './journal/journal.js';
import { openJournal } from './journal/open-journal.js';
import type { SqliteJournalParts } from './journal/sqlite-journal.js';
import { MEMORY_BYTES } from './memory-plan.js';
import type { Outbox } from './outbox.js';

export type OpenOutboxParts = Omit<OutboxParts, 'journal' | 'arrivals'> &
  Omit<SqliteJournalParts, 'startThread' | 'newIds' | 'memoryBytes'>;

export interface OpenOutboxSettings {
  /** Limit of the disk if there is a directory, otherwise of memory. */
  readonly maxBytes: number;
  readonly whenFull: WhenFull;
  /** The directory in which events survive the process. */
  readonly directory?: string | undefined;
  /** What is known of the owner of stored events without a call. */
  readonly fingerprint: () => string;
}

/**
 * An outbox in memory, with a journal under it where a directory is named.
 * @throws Error where this Node has no SQLite, or the directory is not safe
 */
export function openOutbox(parts: OpenOutboxParts, settings: OpenOutboxSettings): Outbox {
  const { directory, fingerprint, ...limits } = settings;
  const arrivals = createArrivals();
  if (directory === undefined) return createOutbox({ ...parts, journal: NO_JOURNAL, arrivals }, limits);
  const journal = openJournal(
    { ...parts, newIds: arrivals.reserve, memoryBytes: MEMORY_BYTES },
    { ...limits, directory: resolve(directory), fingerprint: fingerprint() },
  );
  return createOutbox({ ...parts, journal, arrivals }, { ...limits, maxBytes: MEMORY_BYTES });
}
