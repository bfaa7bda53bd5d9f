import { messageOf } from '../../../messages/message.js';
import { rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Owner, SpoolSettings } from '../protocol.js';
import { listFiles, openFolder } from '../directory.js';
import type { FileWorkParts } from './journal-files.js';
import type { JournalFile } from './journal-file.js';
import { isDamage, messageWithCode } from './sqlite.js';

/** Files of others that are open at once: each has its own cache. */
const MAX_OPEN = 16;

/** An empty file that is younger may be one that its owner is creating. */
const BLANK_FILE_MILLIS = 60_000;

export interface LeftOverSearchParts extends Omit<FileWorkParts, 'reply'> {
  /** Whether the file has failed too often. */
  readonly fails: (name: string) => boolean;
}

/** Opens files of this owner that other processes left; returns whether there are more than may be open at once. */
export function createLeftOverSearch(
  { files, now, errorOnce, fails }: LeftOverSearchParts,
  { directory, fingerprint }: Pick<SpoolSettings, 'directory' | 'fingerprint'>,
): (owner: Owner) => boolean {
  /** Files of other owners, or that cannot be renamed: each is looked at once. */
  const ignored = new Set<string>();

  function addIfOurs(name: string, file: JournalFile, owner: Owner): void {
    if (file.isEmpty()) return file.close();
    if (!file.belongsTo(owner, fingerprint)) {
      ignored.add(name);
      return file.abandon();
    }
    files.leftOvers.unshift({ name, file, movedTo: 0 });
  }

  function setAside(name: string, why: string, ending?: string): void {
    if (!files.setAside(name, why, ending)) ignored.add(name);
  }

  function examine(folder: string, name: string, owner: Owner): void {
    const stats = statSync(join(folder, name), { throwIfNoEntry: false });
    if (stats === undefined) return;
    const opened = files.open(name);
    switch (opened.status) {
      case 'busy':
        return;
      case 'blank':
        if (Math.abs(now() - stats.mtimeMs) > BLANK_FILE_MILLIS) rmSync(join(folder, name), { force: true });
        return;
      case 'damaged':
        return setAside(name, `is damaged (${opened.message})`);
      case 'unknown version':
        return setAside(
          name,
          `is of version ${opened.version}, which this version of the exporter does not know`,
          'unknown-version',
        );
      case 'open':
        try {
          addIfOurs(name, opened.file, owner);
        } catch (error) {
          opened.file.abandon();
          if (!isDamage(error)) throw error;
          setAside(name, `is damaged (${messageWithCode(error)})`);
        }
    }
  }

  return (owner) => {
    const folder = openFolder(directory);
    const own = files.current()?.path;
    // The youngest first: if a process ended while it moved rows, the first of them are in its own file.
    for (const name of listFiles(folder).toReversed()) {
      if (files.leftOvers.length >= MAX_OPEN) return true;
      if (ignored.has(name) || name === (own && basename(own))) continue;
      try {
        examine(folder, name, owner);
      } catch (error) {
        errorOnce(messageOf('CWL_OUTBOX_FILE_UNREADABLE', { name, error: messageWithCode(error) }), name);
        if (fails(name)) setAside(name, `cannot be opened (${messageWithCode(error)})`);
      }
    }
    return false;
  };
}
