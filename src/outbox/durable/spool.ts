import { rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { codeOf, EXTENSION, listFiles, openFolder } from './directory.js';
import { makeRoom, type Disk } from './make-room.js';
import {
  keyOf,
  type Identity,
  type RowName,
  type SpoolReply,
  type SpoolRequest,
  type SpoolSettings,
} from './protocol.js';
import { timesOfRow } from './row-codec.js';
import {
  createSpoolFile,
  isDamage,
  openSpoolFile,
  PAGE_BYTES,
  setAside,
  type SpoolFile,
  type StoredRow,
} from './spool-file.js';
import type { Sqlite } from './sqlite.js';

type Insert = Extract<SpoolRequest, { kind: 'insert' }>;
type Answered = Extract<SpoolRequest, { kind: 'answered' }>;
type Load = Extract<SpoolRequest, { kind: 'load' }>;

/** Left-over files that are open at once: each has a cache of its own. */
const MAX_ADOPTED = 8;

/** A file without content that is younger may be one that its owner is making. */
const BLANK_FILE_MILLIS = 60_000;

/** Part of `maxBytes` that the write-ahead log may take, and its bounds. */
const LOG_SHARE = 1 / 4;
const MIN_LOG_BYTES = 4 * 1024 * 1024;
const MAX_LOG_BYTES = 16 * 1024 * 1024;

/** Smaller pieces may be parts of a pool. */
const MIN_CHUNK_BYTES = 65_536;
const MAX_CHUNK_BYTES = 8 * 1024 * 1024;

const NO_PRESSURE = { failing: [], others: false, busy: [] };

export interface SpoolParts {
  readonly sqlite: Sqlite;
  readonly now: () => number;
  /** A name that sorts by time and that no other file has. */
  readonly newName: () => string;
}

/** The files of one exporter, and those that it took over. Synchronous: it lives in a thread of its own. */
export interface Spool {
  /** Carries out what has come together; never throws. */
  handle(requests: readonly SpoolRequest[]): SpoolReply[];
}

export function createSpool({ sqlite, now, newName }: SpoolParts, settings: SpoolSettings): Spool {
  const logBytes = Math.min(MAX_LOG_BYTES, Math.max(MIN_LOG_BYTES, settings.maxBytes * LOG_SHARE));
  /** A transaction that has so many bytes is closed; the log is copied into the file at the same size. */
  const transactionBytes = logBytes / 4;
  const fileSettings = { hint: settings.hint, checkpointPages: Math.floor(transactionBytes / PAGE_BYTES) };
  const pagesInAll = Math.floor((settings.maxBytes - logBytes) / PAGE_BYTES);

  const adopted = new Map<number, SpoolFile>();
  /** Files of others, by name: looked at once. */
  const notOurs = new Set<string>();
  const told = new Set<string>();
  let own: { readonly source: number; readonly file: SpoolFile } | undefined;
  let sources = 0;
  let identity: Identity | undefined;
  /** What could not be written down yet. */
  let unwritten: Answered[] = [];
  let replies: SpoolReply[] = [];

  function fileOf(source: number): SpoolFile | undefined {
    return own?.source === source ? own.file : adopted.get(source);
  }

  function trouble(cause: string, message: string): void {
    if (told.has(cause)) return;
    told.add(cause);
    replies.push({ kind: 'trouble', cause, message });
  }

  function ownFile(): { readonly source: number; readonly file: SpoolFile } {
    if (own !== undefined && statSync(own.file.path, { throwIfNoEntry: false }) === undefined) {
      // Somebody cleaned up. What it holds can still be read; a crash would lose what goes into it now.
      adopted.set(own.source, own.file);
      own = undefined;
    }
    if (own === undefined) {
      const path = join(openFolder(settings.directory), `${newName()}${EXTENSION}`);
      const file = createSpoolFile(sqlite, path, fileSettings);
      own = { source: ++sources, file };
      if (identity) file.identify(identity);
    }
    return own;
  }

  /** A file that turned out to be damaged: the rest goes on without it. */
  function giveUp(source: number, error: unknown): void {
    const file = fileOf(source);
    if (file === undefined) return;
    if (own?.source === source) own = undefined;
    adopted.delete(source);
    closeDamaged(file, error);
    replies.push({ kind: 'source lost', source });
  }

  function closeDamaged(file: SpoolFile, error: unknown): void {
    try {
      file.abandon();
    } catch {
      // It is renamed in any case.
    }
    putAside(file.path, `damaged-${now()}`, `is damaged (${String(error)})`);
  }

  function putAside(path: string, ending: string, why: string): void {
    try {
      const aside = setAside(path, ending);
      trouble(
        `outbox ${ending} ${path}`,
        `The file "${basename(path)}" of the durable outbox ${why}. It was set aside as "${aside}", its events are not sent, and delivery goes on with a new file.`,
      );
    } catch (failure) {
      notOurs.add(basename(path));
      trouble(
        `outbox ${ending} ${path}`,
        `The file "${path}" of the durable outbox ${why} and can not be set aside (${String(failure)}).`,
      );
    }
  }

  function usedPages(): number {
    let used = own?.file.pages().used ?? 0;
    for (const file of adopted.values()) used += file.pages().all;
    return used;
  }

  function drop(source: number, file: SpoolFile, id: number): boolean {
    const row = file.row(id);
    if (row === undefined) return false;
    const reply: SpoolReply = {
      kind: 'dropped',
      row: { source, id },
      names: row.names,
      reason: 'outbox_full',
      times: timesOf(row),
    };
    if (source === own?.source) {
      file.remove(id);
    } else {
      file.transaction(() => file.remove(id), false);
      file.shrink(0);
      leaveIfEmpty(source);
    }
    replies.push(reply);
    return true;
  }

  function timesOf(row: StoredRow): number[] {
    try {
      return timesOfRow(unzip(row.body), row.answered);
    } catch {
      const answered = row.answered.reduce((sum, [, count]) => sum + count, 0);
      return Array.from({ length: row.events - answered }, now);
    }
  }

  /** Open files with their sources, the oldest first. */
  function files(): [number, SpoolFile][] {
    return [...adopted, ...(own ? [[own.source, own.file] as [number, SpoolFile]] : [])];
  }

  function diskFor(busy: readonly RowName[]): Disk {
    const busyOf = (source: number): Set<number> =>
      new Set(busy.filter((row) => row.source === source).map(({ id }) => id));
    const dropFirst = (
      from: [number, SpoolFile][],
      find: (file: SpoolFile, not: Set<number>) => number | undefined,
    ) =>
      from.some(([source, file]) => {
        const id = find(file, busyOf(source));
        return id !== undefined && drop(source, file, id);
      });
    return {
      allowedPages: pagesInAll,
      usedPages,
      pagesOf(key) {
        const bytes = files().reduce((sum, [, file]) => sum + file.bytesOf(key), 0);
        return Math.ceil(bytes / PAGE_BYTES);
      },
      dropOldest: (key) =>
        dropFirst(files(), (file, not) => (key === undefined ? file.oldest(not) : file.oldestOf(key, not))),
      dropNewest: (key) => dropFirst(files().toReversed(), (file, not) => file.newestOf(key, not)),
    };
  }

  function insertOne(request: Insert, body: Uint8Array): void {
    const { ticket, names, entity, count, pressure = NO_PRESSURE } = request;
    const { source, file } = ownFile();
    const disk = diskFor(pressure.busy);
    if (!makeRoom(disk, keyOf(names), pagesFor(body.length), settings.whenFull, pressure)) {
      replies.push({ kind: 'refused', ticket });
      return;
    }
    replies.push({ kind: 'inserted', ticket, source, id: file.insert(names, entity, count, body) });
  }

  /** One transaction for several exports; where it fails each gets one of its own. */
  function insertTogether(inserts: readonly (readonly [Insert, Uint8Array])[]): void {
    const before = replies.length;
    try {
      const { source, file } = ownFile();
      try {
        file.transaction(() => {
          for (const [request, body] of inserts) insertOne(request, body);
        }, true);
      } catch (error) {
        undo(before);
        if (!isDamage(error)) throw error;
        giveUp(source, error);
        insertTogether(inserts);
      }
    } catch (error) {
      if (inserts.length > 1) {
        for (const alone of inserts) insertTogether([alone]);
        return;
      }
      for (const [{ ticket }] of inserts) {
        replies.push({ kind: 'failed', ticket, message: messageOf(error) });
      }
    }
  }

  /** What was said of a transaction that never came to be; what became of other files stays said. */
  function undo(before: number): void {
    const said = replies.splice(before);
    replies.push(
      ...said.filter(
        (reply) =>
          reply.kind === 'trouble' ||
          reply.kind === 'source lost' ||
          (reply.kind === 'dropped' && reply.row.source !== own?.source),
      ),
    );
  }

  function insert(requests: readonly Insert[]): void {
    let together: [Insert, Uint8Array][] = [];
    let bytes = 0;
    for (const request of requests) {
      const body = zip(request.row);
      together.push([request, body]);
      bytes += body.length;
      if (bytes < transactionBytes) continue;
      insertAll();
    }
    if (together.length > 0) insertAll();

    function insertAll(): void {
      insertTogether(together);
      for (const [, body] of together) free(body);
      together = [];
      bytes = 0;
    }
  }

  function writeAnswers(requests: readonly Answered[]): void {
    const all = [...unwritten, ...requests];
    unwritten = [];
    for (const source of new Set(all.map((answer) => answer.source))) {
      const answers = all.filter((answer) => answer.source === source);
      const file = fileOf(source);
      if (file === undefined) continue;
      const write = (): void =>
        file.transaction(() => {
          for (const { gone, parts } of answers) {
            for (const id of gone) file.remove(id);
            for (const { id, ranges } of parts) file.markAnswered(id, ranges);
          }
        }, false);
      try {
        try {
          write();
        } catch (error) {
          if (isDamage(error)) throw error;
          // A full disk has no room for the log; what the log holds may fit into the file.
          file.checkpoint();
          write();
        }
        file.shrink();
        leaveIfEmpty(source);
      } catch (error) {
        if (isDamage(error)) giveUp(source, error);
        else unwritten.push(...answers);
      }
    }
  }

  function leaveIfEmpty(source: number): void {
    const file = adopted.get(source);
    if (file === undefined || !file.isEmpty) return;
    adopted.delete(source);
    file.close();
  }

  function load({ source, names, after, bytes }: Load): void {
    const file = fileOf(source);
    let upTo: number | undefined = after;
    let failed = file === undefined;
    let loaded = 0;
    try {
      for (const row of file?.rowsAfter(names, after) ?? []) {
        upTo = row.id;
        loaded += loadRow(source, file!, names, row);
        if (loaded >= bytes) break;
      }
      if (loaded < bytes) upTo = undefined;
    } catch (error) {
      failed = true;
      if (isDamage(error)) giveUp(source, error);
      else trouble('outbox read', `The durable outbox can not be read: ${messageOf(error)}`);
    }
    replies.push({ kind: 'load ended', source, names, upTo, failed });
  }

  function loadRow(source: number, file: SpoolFile, names: Load['names'], row: StoredRow): number {
    try {
      const bytes = unzip(row.body);
      free(row.body);
      replies.push({ kind: 'loaded', row: { source, id: row.id }, names, bytes, answered: row.answered });
      return bytes.byteLength;
    } catch (error) {
      // The database is whole and the row is not: it costs itself alone.
      file.transaction(() => file.remove(row.id), false);
      const times = timesOf(row);
      replies.push({ kind: 'dropped', row: { source, id: row.id }, names, reason: 'damaged', times });
      trouble(
        'outbox row',
        `A batch of ${times.length} events in the durable outbox is damaged: ${messageOf(error)}`,
      );
      return 0;
    }
  }

  function scan(): void {
    let folder: string;
    let names: string[];
    try {
      folder = openFolder(settings.directory);
      names = listFiles(folder);
    } catch {
      // Whoever inserts is told.
      return;
    }
    const open = new Set([own?.file, ...adopted.values()].map((file) => file && basename(file.path)));
    for (const name of names) {
      if (adopted.size >= MAX_ADOPTED) return;
      if (open.has(name) || notOurs.has(name)) continue;
      try {
        look(join(folder, name));
      } catch (error) {
        trouble(
          `outbox open ${name}`,
          `The left-over file "${name}" of the durable outbox can not be opened: ${messageOf(error)}`,
        );
      }
    }
  }

  function look(path: string): void {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return;
    const opened = openSpoolFile(sqlite, path, fileSettings);
    switch (opened.status) {
      case 'busy':
        return;
      case 'blank':
        if (Math.abs(now() - stats.mtimeMs) > BLANK_FILE_MILLIS) rmSync(path, { force: true });
        return;
      case 'damaged':
        putAside(path, `damaged-${now()}`, `is damaged (${opened.message})`);
        return;
      case 'unknown version':
        putAside(
          path,
          'unknown-version',
          `is of version ${opened.version}, which this version of the exporter does not know`,
        );
        return;
      case 'open':
        adopt(opened.file);
    }
  }

  function adopt(file: SpoolFile): void {
    if (identity === undefined && !file.isEmpty) {
      replies.push({ kind: 'found' });
    } else if (identity !== undefined && !file.belongsTo(identity, settings.hint)) {
      notOurs.add(basename(file.path));
    } else if (!file.isEmpty) {
      const source = ++sources;
      const backlogs = file.backlogs();
      if (identity) file.identify(identity);
      adopted.set(source, file);
      replies.push({ kind: 'adopted', source, backlogs });
      return;
    }
    file.close();
  }

  function identify(known: Identity): void {
    identity = known;
    try {
      own?.file.identify(known);
    } catch {
      // The hint serves instead.
    }
  }

  function close(): void {
    for (const file of adopted.values()) file.close();
    own?.file.close();
    adopted.clear();
    own = undefined;
    replies.push({ kind: 'closed' });
  }

  return {
    handle(requests) {
      replies = [];
      const of = <Kind extends SpoolRequest['kind']>(kind: Kind) =>
        requests.filter((request): request is Extract<SpoolRequest, { kind: Kind }> => request.kind === kind);
      // Answers first: they make room. Loads last: they see all that was said before.
      for (const request of of('identify')) identify(request.identity);
      const answers = of('answered');
      if (answers.length + unwritten.length > 0) writeAnswers(answers);
      insert(of('insert'));
      for (const request of of('load')) load(request);
      for (const request of of('scan')) {
        if (request.identity) identify(request.identity);
        scan();
      }
      try {
        replies.push({ kind: 'used', bytes: usedPages() * PAGE_BYTES });
      } catch {
        // It was a courtesy.
      }
      if (of('close').length > 0) close();
      return replies;
    },
  };
}

/** Pages that a body may take, and those of the indexes that may split. */
function pagesFor(bytes: number): number {
  return Math.ceil((bytes + 256) / (PAGE_BYTES - 16)) + 3;
}

/** Frees the row: a collector that sees only small objects would let such pieces pile up. */
function zip(row: ArrayBuffer): Uint8Array {
  // One piece of output, so that there is nothing to join; gzip adds next to nothing in the worst case.
  const chunkSize = row.byteLength + 1_024 + (row.byteLength >> 10);
  const body = gzipSync(new Uint8Array(row), { level: constants.Z_BEST_SPEED, chunkSize });
  free(new Uint8Array(row));
  return body;
}

function unzip(body: Uint8Array): ArrayBuffer {
  // The end of a gzip file says how much is in it; one that lies is read in pieces.
  const said = new DataView(body.buffer, body.byteOffset + body.byteLength - 4).getUint32(0, true);
  const chunkSize = Math.max(MIN_CHUNK_BYTES, Math.min(said, MAX_CHUNK_BYTES) + 1);
  const { buffer, byteOffset, byteLength } = gunzipSync(body, { chunkSize });
  const bytes = buffer.slice(byteOffset, byteOffset + byteLength);
  if (byteOffset === 0 && byteLength > MIN_CHUNK_BYTES) free(new Uint8Array(buffer));
  return bytes;
}

/** Gives memory back at once, where the bytes have a buffer of their own. */
function free(bytes: Uint8Array): void {
  const { buffer, byteOffset } = bytes;
  if (byteOffset !== 0 || buffer.byteLength <= MIN_CHUNK_BYTES) return;
  // A transfer that takes nothing along leaves nothing behind; the types of Node 20 do not have it.
  if ('transfer' in buffer && typeof buffer.transfer === 'function') buffer.transfer(0);
}

function messageOf(error: unknown): string {
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  return code === undefined || message.includes(code) ? message : `${code}: ${message}`;
}
