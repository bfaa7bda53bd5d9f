import { removeFiles, type JournalFile } from './journal-file.js';

/**
 * Moves all rows to a new file, in transactions of this many bytes, and removes the old one. If that fails, the new
 * file is removed and the old one stays open.
 * @throws Error of SQLite or of the disk
 */
export function moveRows(from: JournalFile, to: JournalFile, transactionBytes: number): void {
  try {
    copy(from, to, transactionBytes);
  } catch (error) {
    to.abandon();
    removeFiles(to.path);
    throw error;
  }
  from.abandon();
  removeFiles(from.path);
}

function copy(from: JournalFile, to: JournalFile, transactionBytes: number): void {
  const rows = from.rowsAfter(0)[Symbol.iterator]();
  for (let next = rows.next(); !next.done;) {
    to.transaction(() => {
      for (let bytes = 0; !next.done && bytes < transactionBytes; next = rows.next()) {
        const { id, answered, body } = next.value;
        to.insert(next.value);
        to.markAnswered(id, answered);
        bytes += body.length;
      }
    }, true);
  }
}
