import { type Message, messageOf } from '../../../messages/message.js';
import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Owner, SpoolReply, SpoolStart } from '../protocol.js';
import { bytesAside, EXTENSION, openFolder, renameAside } from '../directory.js';
import { makeJournalFile, openJournalFile, type Opened } from './open-journal-file.js';
import { PAGE_BYTES, bytesOnDisk, type JournalFile } from './journal-file.js';
import { moveRows } from './move-rows.js';
import { messageWithCode, type Sqlite } from './sqlite.js';

/** The share of `maxBytes` for the write-ahead log, and its bounds. */
const LOG_SHARE = 1 / 4;
const MIN_LOG_BYTES = 4 * 1024 * 1024;
const MAX_LOG_BYTES = 16 * 1024 * 1024;

/** Rows only leave the file of another process, so its log needs little. */
const LEFT_OVER_CHECKPOINT_PAGES = 64;

/** Below this there is no room to work: the largest event, and what one transaction frees late. */
const LEAST_BYTES = 4 * 1024 * 1024;

export interface JournalFilesParts {
  readonly sqlite: Sqlite;
  readonly now: () => number;
  /** A unique name that sorts by time. */
  readonly newName: () => string;
  readonly reply: (reply: SpoolReply) => void;
  /** Reports a failure the first time. */
  readonly errorOnce: (message: Message, name?: string) => void;
}

/** For work on files that are open. */
export interface FileWorkParts extends Pick<JournalFilesParts, 'now' | 'reply' | 'errorOnce'> {
  readonly files: JournalFiles;
}

/** A file that another process left. This process holds it until its rows have moved. */
export interface LeftOver {
  readonly name: string;
  readonly file: JournalFile;
  /** Rows up to this id have moved. */
  movedTo: number;
}

/** The files that this exporter holds: its own, and those that other processes left. */
export interface JournalFiles {
  /**
   * The file for new rows; created when it is needed.
   * @throws Error if the disk refuses it now
   */
  own(): JournalFile;
  /** The same, if there is one. */
  current(): JournalFile | undefined;
  /** Files of others, the oldest first. */
  readonly leftOvers: LeftOver[];
  open(name: string): Opened;
  /** Continues without our own file: its rows are lost. */
  setAsideOwn(why: string): void;
  setAsideLeftOver(leftOver: LeftOver, why: string): void;
  /** Renames a file that cannot be read; false if even that fails. */
  setAside(name: string, why: string, ending?: string): boolean;
  owner: Owner | undefined;
  usedBytes(): number;
  /**
   * Bytes that rows may take; renamed files count too.
   * @throws Error if that leaves no room to work
   */
  allowedBytes(): number;
  /** A transaction ends after this many bytes, so that the log stays small. */
  readonly transactionBytes: number;
  close(): void;
}

export function createJournalFiles(parts: JournalFilesParts, start: SpoolStart): JournalFiles {
  const { sqlite, now, newName, reply, errorOnce } = parts;
  const { directory, maxBytes, fingerprint } = start;
  const logBytes = Math.min(MAX_LOG_BYTES, Math.max(MIN_LOG_BYTES, maxBytes * LOG_SHARE));
  const transactionBytes = logBytes / 4;
  const checkpointPages = Math.floor(transactionBytes / PAGE_BYTES);
  const leftOvers: LeftOver[] = [];
  let own: JournalFile | undefined;
  /** Our file, before it is opened. */
  let ownName = start.file;
  let owner: Owner | undefined;

  function pathOf(name: string): string {
    return join(openFolder(directory), name);
  }

  function open(name: string, pages = LEFT_OVER_CHECKPOINT_PAGES): Opened {
    return openJournalFile(sqlite, pathOf(name), pages);
  }

  function make(): JournalFile {
    const name = `${newName()}${EXTENSION}`;
    const file = makeJournalFile(sqlite, pathOf(name), { fingerprint, checkpointPages });
    if (owner !== undefined) file.setOwner(owner);
    return file;
  }

  /** The file of a thread before this one. */
  function reopen(name: string): JournalFile | undefined {
    if (statSync(pathOf(name), { throwIfNoEntry: false }) === undefined) return lose();
    const opened = open(name, checkpointPages);
    if (opened.status === 'open') {
      ownName = undefined;
      if (owner !== undefined) opened.file.setOwner(owner);
      return opened.file;
    }
    if (opened.status !== 'damaged') throw new Error(`its file "${name}" is ${opened.status}`);
    setAside(name, `is damaged (${opened.message})`);
    return lose();
  }

  function lose(): undefined {
    ownName = undefined;
    own = undefined;
    reply({ kind: 'lost' });
    return undefined;
  }

  function current(): JournalFile | undefined {
    if (own === undefined && ownName !== undefined) own = reopen(ownName);
    return own;
  }

  function setAside(name: string, why: string, ending = `damaged-${now()}`): boolean {
    try {
      const aside = basename(renameAside(pathOf(name), ending));
      errorOnce(messageOf('CWL_OUTBOX_FILE_SET_ASIDE', { name, why, aside }), name);
      return true;
    } catch (error) {
      errorOnce(messageOf('CWL_OUTBOX_FILE_NOT_RENAMED', { name, why, error: messageWithCode(error) }), name);
      return false;
    }
  }

  return {
    own() {
      const found = current();
      if (found !== undefined && !found.isRemoved()) return found;
      const made = make();
      // The file was removed: its content can still be read, but a crash would lose it.
      if (found !== undefined) moveRows(found, made, transactionBytes);
      own = made;
      // Another thread would continue with it.
      reply({ kind: 'file', name: basename(made.path) });
      return made;
    },
    current,
    leftOvers,
    open,

    setAsideOwn(why) {
      if (own === undefined) return;
      own.abandon();
      setAside(basename(own.path), why);
      lose();
    },

    setAsideLeftOver(leftOver, why) {
      leftOvers.splice(leftOvers.indexOf(leftOver), 1);
      leftOver.file.abandon();
      setAside(leftOver.name, why);
    },

    setAside,

    get owner() {
      return owner;
    },
    set owner(known) {
      owner = known;
      if (known !== undefined) own?.setOwner(known);
    },

    usedBytes() {
      const left = leftOvers.reduce((sum, { file }) => sum + bytesOnDisk(file.path), 0);
      return left + (own?.usedBytes() ?? 0);
    },

    allowedBytes() {
      const aside = bytesAside(openFolder(directory));
      const allowed = maxBytes - logBytes - aside;
      if (allowed >= LEAST_BYTES) return allowed;
      throw new Error(`files set aside take ${aside} bytes of outbox.maxBytes; remove them`);
    },

    transactionBytes,

    close() {
      for (const { file } of leftOvers) file.close();
      own?.close();
      leftOvers.length = 0;
      own = undefined;
    },
  };
}
