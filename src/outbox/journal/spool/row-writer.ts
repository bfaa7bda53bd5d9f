import { keyOf } from '../../../events/destination.js';
import { releaseBuffer } from '../../../util/release-buffer.js';
import { makeRoom, type Store } from '../fullness.js';
import type { Request, SpoolReply, SpoolSettings } from '../protocol.js';
import { PAGE_BYTES, type JournalFile } from './journal-file.js';
import type { JournalFiles, LeftOver } from './journal-files.js';
import type { FileRow } from './row-table.js';
import { isDamage, messageWithCode } from './sqlite.js';
import { timesOf } from './stored-events.js';
import { zip } from './zip.js';

type Insert = Request<'insert'>;

/** Bytes that leave the file of another process at once: each time the file has to be shrunk on the disk. */
const LEFT_OVER_PIECE_BYTES = 256 * 1024;

export interface RowWriterParts {
  readonly files: JournalFiles;
  readonly now: () => number;
  /** Keys of streams that get no answers. */
  readonly failing: ReadonlySet<string>;
  /** Replies of the current work: those of a failed transaction are withdrawn. */
  readonly replies: SpoolReply[];
}

/** Writes rows, several in one transaction, and makes room for them. Never throws. */
export function createRowWriter(
  { files, now, failing, replies }: RowWriterParts,
  { whenFull }: SpoolSettings,
) {
  function droppedReply(row: FileRow, id: number | undefined): SpoolReply {
    return {
      kind: 'dropped',
      destination: row.destination,
      id,
      reason: 'outbox_full',
      times: timesOf(row, now),
    };
  }

  /** One row of our own file, whose pages the next row reuses. */
  function dropOwn(own: JournalFile, age: 'oldest' | 'newest', key: string | undefined): boolean {
    const row = own.pick(age, key);
    if (row === undefined) return false;
    own.remove(row.id);
    replies.push(droppedReply(row, row.id));
    return true;
  }

  /** A piece of the file of another process: its damage must not fail our own transaction. */
  function dropFromLeftOver({ file }: LeftOver, age: 'oldest' | 'newest', key: string | undefined): boolean {
    const taken: SpoolReply[] = [];
    file.transaction(() => {
      let bytes = 0;
      for (let row = file.pick(age, key); row && bytes < LEFT_OVER_PIECE_BYTES; row = file.pick(age, key)) {
        file.remove(row.id);
        taken.push(droppedReply(row, undefined));
        bytes += row.body.length;
      }
    }, false);
    if (taken.length === 0) return false;
    replies.push(...taken);
    file.shrink(0);
    file.checkpoint();
    return true;
  }

  function diskFor(own: JournalFile, maxBytes: number): Store<string> {
    const drop = (age: 'oldest' | 'newest', key: string | undefined): boolean => {
      const ofLeftOvers = (): boolean =>
        files.leftOvers.some((leftOver) => {
          try {
            return dropFromLeftOver(leftOver, age, key);
          } catch (error) {
            throw isDamage(error) ? new LeftOverDamage(leftOver, error) : error;
          }
        });
      return age === 'oldest'
        ? ofLeftOvers() || dropOwn(own, age, key)
        : dropOwn(own, age, key) || ofLeftOvers();
    };
    return {
      maxBytes,
      usedBytes: files.usedBytes,
      bytesOf: (key) => files.leftOvers.reduce((sum, { file }) => sum + file.bytesOf(key), own.bytesOf(key)),
      failing: () => failing,
      dropOldest: (key) => drop('oldest', key),
      dropNewest: (key) => drop('newest', key),
    };
  }

  function insertOne(own: JournalFile, request: Insert, body: Uint8Array, allowedBytes: number): void {
    const { id, destination, entity, count: events, hasOthers } = request;
    const stream = keyOf(destination);
    const newcomer = { stream, bytes: diskBytesFor(body), isFailing: failing.has(stream), hasOthers };
    if (makeRoom(diskFor(own, allowedBytes), newcomer, whenFull)) {
      own.insert({ id, destination, entity, events, body });
      replies.push({ kind: 'inserted', id });
    } else {
      replies.push({ kind: 'refused', id });
    }
  }

  /** One transaction for several exports; if it fails, each gets its own. */
  function insertTogether(inserts: readonly (readonly [Insert, Uint8Array])[]): void {
    const before = replies.length;
    try {
      const allowedBytes = files.allowedBytes();
      const own = files.own();
      try {
        own.transaction(() => {
          for (const [request, body] of inserts) insertOne(own, request, body, allowedBytes);
        }, true);
      } catch (error) {
        withdraw(before);
        setAsideDamaged(error);
        insertTogether(inserts);
      }
    } catch (error) {
      if (inserts.length > 1) {
        for (const alone of inserts) insertTogether([alone]);
        return;
      }
      for (const [{ id }] of inserts) replies.push({ kind: 'failed', id, message: messageWithCode(error) });
    }
  }

  /** A renamed file still counts: the transaction must start again with the remaining room. */
  function setAsideDamaged(error: unknown): void {
    if (error instanceof LeftOverDamage) {
      files.setAsideLeftOver(error.leftOver, `is damaged (${messageWithCode(error.cause)})`);
    } else {
      if (!isDamage(error)) throw error;
      files.setAsideOwn(`is damaged (${messageWithCode(error)})`);
    }
  }

  /** Withdraws the replies of a failed transaction; replies about other files stay. */
  function withdraw(before: number): void {
    const said = replies.splice(before);
    replies.push(...said.filter((reply) => !isOfTransaction(reply)));
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
      for (const [, written] of together) releaseBuffer(written.buffer);
      together = [];
      bytes = 0;
    }
  };
}

/** The file of another process turned out to be damaged during a transaction of our own. */
class LeftOverDamage extends Error {
  override readonly name = 'LeftOverDamage';
  readonly leftOver: LeftOver;

  constructor(leftOver: LeftOver, cause: unknown) {
    super(`"${leftOver.name}" is damaged`, { cause });
    this.leftOver = leftOver;
  }
}

function isOfTransaction(reply: SpoolReply): boolean {
  return (
    reply.kind === 'inserted' ||
    reply.kind === 'refused' ||
    (reply.kind === 'dropped' && reply.id !== undefined)
  );
}

/** Bytes of the pages that a body may take, and of index pages that may split. */
function diskBytesFor({ length }: Uint8Array): number {
  return (Math.ceil((length + 256) / (PAGE_BYTES - 16)) + 3) * PAGE_BYTES;
}
