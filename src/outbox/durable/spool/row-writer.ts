import { keyOf, type Request, type RowName, type SpoolReply, type SpoolSettings } from '../protocol.js';
import { codeOf } from './directory.js';
import { makeRoom, type Disk } from './make-room.js';
import type { OpenFiles, Source } from './open-files.js';
import type { Pick, StoredRow } from './row-table.js';
import { PAGE_BYTES, type SpoolFile } from './spool-file.js';
import { isDamage } from './sqlite.js';
import { timesOf } from './stored-events.js';
import { free, zip } from './zip.js';

type Insert = Request<'insert'>;

const NO_PRESSURE = { failing: [], others: false, busy: [] };

/** A left-over file gives up so many bytes at once: each time it has to be made smaller on the disk. */
const LEFT_OVER_PIECE_BYTES = 256 * 1024;

export interface RowWriterParts {
  readonly files: OpenFiles;
  readonly now: () => number;
  /** Replies of the work that runs: what was said of a transaction that failed is taken back. */
  readonly replies: SpoolReply[];
}

/** Writes rows, several in one transaction, and makes room for them. Never throws. */
export function createRowWriter({ files, now, replies }: RowWriterParts, { whenFull }: SpoolSettings) {
  function takeOut(source: string, file: SpoolFile, row: StoredRow): SpoolReply {
    file.remove(row.id);
    return {
      kind: 'dropped',
      row: { source, id: row.id },
      names: row.names,
      reason: 'outbox_full',
      times: timesOf(row, now),
    };
  }

  /** One row of our own file, whose pages serve the next one; a piece of a left-over file. */
  function drop([source, file]: Source, which: Pick): boolean {
    const next = (): StoredRow | undefined => {
      const id = file.pick(which);
      return id === undefined ? undefined : file.row(id);
    };
    const first = next();
    if (first === undefined) return false;
    if (files.isOwn(source)) {
      replies.push(takeOut(source, file, first));
      return true;
    }
    const taken: SpoolReply[] = [];
    file.transaction(() => {
      let bytes = 0;
      for (let row: StoredRow | undefined = first; row && bytes < LEFT_OVER_PIECE_BYTES; row = next()) {
        taken.push(takeOut(source, file, row));
        bytes += row.body.length;
      }
    }, false);
    replies.push(...taken);
    file.shrink(0);
    file.checkpoint();
    files.leaveIfEmpty(source);
    return true;
  }

  /** A left-over file that is damaged costs itself alone, and not our own, whose transaction runs. */
  function dropFrom([source, file]: Source, which: Pick): boolean {
    try {
      return drop([source, file], which);
    } catch (error) {
      if (files.isOwn(source) || !isDamage(error)) throw error;
      throw new LeftOverDamage(source, error);
    }
  }

  function diskFor(allowedBytes: number, busy: readonly RowName[]): Disk {
    const dropFirst = (from: readonly Source[], which: Omit<Pick, 'not'>): boolean =>
      from.some(([source, file]) => {
        const not = new Set(busy.filter((row) => row.source === source).map(({ id }) => id));
        return dropFrom([source, file], { ...which, not });
      });
    return {
      allowedBytes,
      usedBytes: files.usedBytes,
      bytesOf: (key) => files.all().reduce((sum, [, file]) => sum + file.bytesOf(key), 0),
      dropOldest: (key) => dropFirst(files.all(), { age: 'oldest', key }),
      dropNewest: (key) => dropFirst(files.all().toReversed(), { age: 'newest', key }),
    };
  }

  function insertOne([source, file]: Source, request: Insert, body: Uint8Array, allowedBytes: number): void {
    const { ticket, names, entity, count, pressure = NO_PRESSURE } = request;
    const disk = diskFor(allowedBytes, pressure.busy);
    if (makeRoom(disk, keyOf(names), diskBytesFor(body), whenFull, pressure)) {
      replies.push({
        kind: 'inserted',
        ticket,
        row: { source, id: file.insert(names, entity, count, body) },
      });
    } else {
      replies.push({ kind: 'refused', ticket });
    }
  }

  /** One transaction for several exports; where it fails each gets one of its own. */
  function insertTogether(inserts: readonly (readonly [Insert, Uint8Array])[]): void {
    const before = replies.length;
    try {
      const allowedBytes = files.allowedBytes();
      const own = files.own();
      try {
        own[1].transaction(() => {
          for (const [request, body] of inserts) insertOne(own, request, body, allowedBytes);
        }, true);
      } catch (error) {
        takeBack(before, own[0]);
        giveUpDamaged(own[0], error);
        insertTogether(inserts);
      }
    } catch (error) {
      if (inserts.length > 1) {
        for (const alone of inserts) insertTogether([alone]);
        return;
      }
      for (const [{ ticket }] of inserts) replies.push({ kind: 'failed', ticket, message: messageOf(error) });
    }
  }

  /** What is set aside still counts: the transaction is to begin anew, with the room that is left then. */
  function giveUpDamaged(own: string, error: unknown): void {
    const [source, cause] = error instanceof LeftOverDamage ? [error.source, error.cause] : [own, error];
    if (!isDamage(cause)) throw error;
    files.giveUp(source, cause);
  }

  /** What was said of a transaction that never came to be; what became of other files stays said. */
  function takeBack(before: number, own: string): void {
    const said = replies.splice(before);
    replies.push(...said.filter((reply) => !isOfTransaction(reply, own)));
  }

  return (requests: readonly Insert[]): void => {
    let together: [Insert, Uint8Array][] = [];
    let bytes = 0;
    for (const [index, request] of requests.entries()) {
      const body = zip(request.row);
      together.push([request, body]);
      bytes += body.length;
      if (bytes < files.transactionBytes && index + 1 < requests.length) continue;
      insertTogether(together);
      for (const [, written] of together) free(written);
      together = [];
      bytes = 0;
    }
  };
}

/** A left-over file turned out to be damaged in the middle of a transaction of our own. */
class LeftOverDamage extends Error {
  override readonly name = 'LeftOverDamage';
  readonly source: string;

  constructor(source: string, cause: unknown) {
    super(`"${source}" is damaged`, { cause });
    this.source = source;
  }
}

function isOfTransaction(reply: SpoolReply, own: string): boolean {
  return (
    reply.kind === 'inserted' ||
    reply.kind === 'refused' ||
    (reply.kind === 'dropped' && reply.row.source === own)
  );
}

/** Bytes of the pages that a body may take, and of those of the indexes that may split. */
function diskBytesFor({ length }: Uint8Array): number {
  return (Math.ceil((length + 256) / (PAGE_BYTES - 16)) + 3) * PAGE_BYTES;
}

export function messageOf(error: unknown): string {
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  return code === undefined || message.includes(code) ? message : `${code}: ${message}`;
}
