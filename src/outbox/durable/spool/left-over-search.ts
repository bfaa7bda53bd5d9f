import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Identity, SpoolReply, SpoolSettings } from '../protocol.js';
import { listFiles, openFolder } from './directory.js';
import type { OpenFiles } from './open-files.js';
import { messageOf } from './row-writer.js';
import { sizeOf, type SpoolFile } from './spool-file.js';
import { isDamage } from './sqlite.js';

/** Files that are open at once: each has a cache of its own. */
const MAX_OPEN = 16;

/** A file without content that is younger may be one that its owner is making. */
const BLANK_FILE_MILLIS = 60_000;

export interface LeftOverSearchParts {
  readonly files: OpenFiles;
  readonly now: () => number;
  readonly reply: (reply: SpoolReply) => void;
  readonly trouble: (cause: string, message: string) => void;
}

export interface LeftOverSearch {
  /** Takes over what nobody holds. Never throws. */
  search(): void;
  /** Goes on with a search that stopped because too many files were open. */
  goOn(): void;
}

export function createLeftOverSearch(
  parts: LeftOverSearchParts,
  { directory, hint }: SpoolSettings,
): LeftOverSearch {
  const { files, now, reply, trouble } = parts;
  /** Files of others, by name: looked at once. */
  const notOurs = new Set<string>();
  /** Bytes of those for which there was no room. */
  let waitingBytes = 0;

  function adopt(source: string, file: SpoolFile, identity: Identity): void {
    if (file.isEmpty()) return file.close();
    if (!file.belongsTo(identity, hint)) {
      notOurs.add(source);
      return file.abandon();
    }
    if (files.all().length >= MAX_OPEN) {
      waitingBytes += sizeOf(file.path);
      return file.abandon();
    }
    file.identify(identity);
    const backlogs = file.backlogs();
    files.add(source, file);
    reply({ kind: 'adopted', source, backlogs });
  }

  function look(folder: string, source: string, identity: Identity): void {
    const path = join(folder, source);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return;
    const opened = files.open(source);
    switch (opened.status) {
      case 'busy':
        return;
      case 'blank':
        if (Math.abs(now() - stats.mtimeMs) > BLANK_FILE_MILLIS) rmSync(path, { force: true });
        return;
      case 'damaged':
        putDamagedAside(source, opened.message);
        return;
      case 'unknown version':
        putAside(
          source,
          'unknown-version',
          `is of version ${opened.version}, which this version of the exporter does not know`,
        );
        return;
      case 'open':
        try {
          adopt(source, opened.file, identity);
        } catch (error) {
          opened.file.abandon();
          if (!isDamage(error)) throw error;
          putDamagedAside(source, String(error));
        }
    }
  }

  function putDamagedAside(source: string, why: string): void {
    putAside(source, `damaged-${now()}`, `is damaged (${why})`);
  }

  function putAside(source: string, ending: string, why: string): void {
    if (!files.putAside(source, ending, why)) notOurs.add(source);
  }

  function searchFolder(identity: Identity): void {
    const folder = openFolder(directory);
    const known = new Set(files.all().map(([source]) => source));
    for (const source of listFiles(folder)) {
      if (known.has(source) || notOurs.has(source)) continue;
      try {
        look(folder, source, identity);
      } catch (error) {
        trouble(
          `outbox open ${source}`,
          `The left-over file "${source}" of the durable outbox can not be opened: ${messageOf(error)}`,
        );
      }
    }
  }

  function search(): void {
    waitingBytes = 0;
    try {
      if (files.identity !== undefined) searchFolder(files.identity);
    } catch {
      // Whoever inserts is told.
    }
    files.expect(waitingBytes);
    reply({ kind: 'searched', complete: waitingBytes === 0 });
  }

  return {
    search,
    goOn() {
      if (waitingBytes > 0 && files.all().length < MAX_OPEN / 2) search();
    },
  };
}
