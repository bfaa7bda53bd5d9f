import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Identity, SpoolReply, SpoolSettings } from '../protocol.js';
import { bytesAside, EXTENSION, openFolder, setAside } from './directory.js';
import { makeSpoolFile, openSpoolFile, type Opened } from './open-spool-file.js';
import { PAGE_BYTES, sizeOf, type SpoolFile } from './spool-file.js';
import type { Sqlite } from './sqlite.js';

/** Part of `maxBytes` that the write-ahead log may take, and its bounds. */
const LOG_SHARE = 1 / 4;
const MIN_LOG_BYTES = 4 * 1024 * 1024;
const MAX_LOG_BYTES = 16 * 1024 * 1024;

/** Rows only leave a left-over file; its log needs little. */
const LEFT_OVER_CHECKPOINT_PAGES = 64;

/** Less than this is no room to work in: the largest event, and what one transaction frees late. */
const LEAST_BYTES = 4 * 1024 * 1024;

export interface OpenFilesParts {
  readonly sqlite: Sqlite;
  readonly now: () => number;
  /** A name that sorts by time and that no other file has. */
  readonly newName: () => string;
  readonly reply: (reply: SpoolReply) => void;
  /** Says something once. */
  readonly trouble: (cause: string, message: string) => void;
}

/** A file, under the name by which the main thread knows it. */
export type Source = readonly [source: string, file: SpoolFile];

/** The files that this exporter holds: its own, and those that others left. */
export interface OpenFiles {
  /** Where new rows go; made when it is needed. */
  own(): Source;
  isOwn(source: string): boolean;
  /** All that are open, the oldest first. */
  all(): Source[];
  /** A file by its name, opened again where a thread before this one held it; undefined where it has gone. */
  find(source: string): SpoolFile | undefined;
  open(source: string): Opened;
  add(source: string, file: SpoolFile): void;
  /** Lets go of a left-over file without rows. */
  leaveIfEmpty(source: string): void;
  /** Goes on without a file that turned out to be damaged. */
  giveUp(source: string, error: unknown): void;
  /** Renames what can not be read; false where even that can not be. */
  putAside(source: string, ending: string, why: string): boolean;
  identify(identity: Identity): void;
  readonly identity: Identity | undefined;
  /** So many bytes of left-over files wait to be opened. */
  expect(bytes: number): void;
  usedBytes(): number;
  /**
   * Bytes that rows may take; what is set aside counts too.
   * @throws Error where that leaves no room to work in
   */
  allowedBytes(): number;
  /** A transaction with so many bytes is closed, so that the log stays small. */
  readonly transactionBytes: number;
  close(): void;
}

export function createOpenFiles(parts: OpenFilesParts, settings: SpoolSettings): OpenFiles {
  const { sqlite, now, newName, reply, trouble } = parts;
  const { directory, maxBytes, hint } = settings;
  const logBytes = Math.min(MAX_LOG_BYTES, Math.max(MIN_LOG_BYTES, maxBytes * LOG_SHARE));
  const transactionBytes = logBytes / 4;
  const checkpointPages = Math.floor(transactionBytes / PAGE_BYTES);
  const leftOver = new Map<string, SpoolFile>();
  let own: Source | undefined;
  let identity: Identity | undefined;
  let expectedBytes = 0;

  function pathOf(source: string): string {
    return join(openFolder(directory), source);
  }

  function makeOwn(): Source {
    const source = `${newName()}${EXTENSION}`;
    const file = makeSpoolFile(sqlite, pathOf(source), { hint, checkpointPages });
    if (identity !== undefined) file.identify(identity);
    return [source, file];
  }

  function reopen(source: string): SpoolFile | undefined {
    if (statSync(pathOf(source), { throwIfNoEntry: false }) === undefined) return undefined;
    const opened = open(source);
    if (opened.status !== 'open') throw new Error(`its file "${source}" is ${opened.status}`);
    leftOver.set(source, opened.file);
    return opened.file;
  }

  function open(source: string): Opened {
    return openSpoolFile(sqlite, pathOf(source), LEFT_OVER_CHECKPOINT_PAGES);
  }

  function putAside(source: string, ending: string, why: string): boolean {
    const cause = `outbox ${ending} ${source}`;
    try {
      const aside = basename(setAside(pathOf(source), ending));
      trouble(
        cause,
        `The file "${source}" of the durable outbox ${why}. It was set aside as "${aside}", its events are not sent, and delivery goes on without it. It counts for outbox.maxBytes until you remove it.`,
      );
      return true;
    } catch (error) {
      const message = `The file "${source}" of the durable outbox ${why} and can not be set aside (${String(error)}).`;
      trouble(cause, message);
      return false;
    }
  }

  return {
    own() {
      if (own !== undefined && statSync(own[1].path, { throwIfNoEntry: false }) === undefined) {
        // Somebody cleaned up. What it holds can still be read; a crash would lose what goes into it now.
        leftOver.set(...own);
        own = undefined;
      }
      own ??= makeOwn();
      return own;
    },
    isOwn: (source) => own?.[0] === source,
    all: () => (own === undefined ? [...leftOver] : [...leftOver, own]),
    find: (source) => (own?.[0] === source ? own[1] : (leftOver.get(source) ?? reopen(source))),
    open,
    add: (source, file) => void leftOver.set(source, file),

    leaveIfEmpty(source) {
      const file = leftOver.get(source);
      if (!file?.isEmpty()) return;
      leftOver.delete(source);
      file.close();
    },

    giveUp(source, error) {
      const file = own?.[0] === source ? own[1] : leftOver.get(source);
      if (file === undefined) return;
      if (own?.[0] === source) own = undefined;
      leftOver.delete(source);
      file.abandon();
      putAside(source, `damaged-${now()}`, `is damaged (${String(error)})`);
      reply({ kind: 'source lost', source });
    },

    putAside,

    identify(known) {
      identity = known;
      own?.[1].identify(known);
    },
    get identity() {
      return identity;
    },

    expect(bytes) {
      expectedBytes = bytes;
    },

    usedBytes() {
      const left = [...leftOver.values()].reduce((sum, file) => sum + sizeOf(file.path), 0);
      return expectedBytes + left + (own?.[1].usedBytes() ?? 0);
    },

    allowedBytes() {
      const aside = bytesAside(openFolder(directory));
      const allowed = maxBytes - logBytes - aside;
      if (allowed >= LEAST_BYTES) return allowed;
      throw new Error(`files set aside take ${aside} bytes of outbox.maxBytes; remove them`);
    },

    transactionBytes,

    close() {
      for (const file of leftOver.values()) file.close();
      own?.[1].close();
      leftOver.clear();
      own = undefined;
    },
  };
}
