import type { RowAck } from '../journal.js';
import type { JournalFiles } from './journal-files.js';
import type { JournalFile } from './journal-file.js';
import { isDamage, messageWithCode } from './sqlite.js';

/** Removes rows that have an answer. Never throws: it retries later what it cannot write now. */
export function createAckWriter(files: JournalFiles): (acks: readonly RowAck[]) => void {
  let unwritten: RowAck[] = [];

  return (acks) => {
    const all = [...unwritten, ...acks];
    if (all.length === 0) return;
    unwritten = [];
    try {
      const file = files.current();
      if (file !== undefined) write(file, all);
    } catch (error) {
      if (isDamage(error)) files.setAsideOwn(`is damaged (${messageWithCode(error)})`);
      else unwritten = all;
    }
  };
}

function write(file: JournalFile, acks: readonly RowAck[]): void {
  const work = (): void => {
    for (const { id, events } of acks) {
      if (events === 'all') file.remove(id);
      else file.markAnswered(id, events);
    }
  };
  try {
    file.transaction(work, false);
  } catch (error) {
    if (isDamage(error)) throw error;
    // A full disk has no room for the log; the content of the log may fit into the file.
    file.checkpoint();
    file.transaction(work, false);
  }
  file.shrink();
}
