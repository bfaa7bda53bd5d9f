import type { Clock } from '../../util/clock.js';
import type { Episode } from '../../util/episode.js';
import type { Arrivals } from './arrivals.js';
import type { JournalEntry } from './journal.js';
import type { Reply } from './protocol.js';
import { packRow } from './row-codec.js';
import type { WorkerSupervisor } from './worker-supervisor.js';

/** About as many bytes are packed in one turn of the loop: one export to 1,000 streams makes 1,000 small blocks. */
const TURN_BYTES = 256 * 1024;

export interface InsertQueueParts {
  readonly clock: Pick<Clock, 'turn'>;
  readonly supervisor: Pick<WorkerSupervisor, 'post' | 'keepAlive' | 'isUp'>;
  readonly disk: Pick<Episode, 'fails' | 'works'>;
  /** Returns ids for this many rows. */
  readonly newIds: Arrivals['reserve'];
}

/** Blocks that wait for the thread, and blocks without its answer. */
export interface InsertQueue {
  /** Packs and posts the block in its turn. */
  add(entry: JournalEntry): void;
  /** Packs and posts all at once. */
  postAll(): void;
  answered(reply: Reply<'inserted' | 'refused' | 'failed'>): void;
  /** The thread will not answer: the blocks that were posted may be stored. */
  failPosted(why: string): void;
  /** Blocks at the thread, without its answer. */
  readonly posted: number;
  /** Later failures are not reported as failures of the disk. */
  close(): void;
}

export function createInsertQueue({ clock, supervisor, disk, newIds }: InsertQueueParts): InsertQueue {
  /** Blocks that wait for their turn to be packed. */
  const waiting: JournalEntry[] = [];
  /** Blocks at the thread, by their ids. */
  const posted = new Map<number, JournalEntry>();
  let isPosting = false;
  let closed = false;

  /** A large export is packed in pieces: copying it at once would delay other work. */
  async function postInTurns(): Promise<void> {
    if (isPosting) return;
    isPosting = true;
    // The caller gets the outcome after `append` has returned.
    await Promise.resolve();
    while (waiting.length > 0) {
      postPiece();
      if (waiting.length > 0) await clock.turn();
    }
    isPosting = false;
  }

  function postPiece(): void {
    for (let bytes = 0; bytes < TURN_BYTES && waiting.length > 0;) {
      bytes += waiting[0]!.block.bytes.length;
      postNext();
    }
  }

  function postNext(): void {
    const entry = waiting.shift()!;
    const { block, done, ...others } = entry;
    // Only now: rows of other processes may have taken ids since `add`, and reach the thread first.
    block.arrival = newIds(1);
    if (!supervisor.isUp()) {
      fail(done, 'its thread has ended', false);
      return;
    }
    const id = block.arrival;
    posted.set(id, entry);
    supervisor.post({ kind: 'insert', id, ...others, count: block.ends.length, row: packRow(block) });
  }

  function fail(done: JournalEntry['done'], failure: string, maybeStored: boolean): void {
    if (!closed) disk.fails(failure);
    done({ failure, maybeStored });
    keepAliveIfNeeded();
  }

  /** The process stays alive while an export waits for the thread. */
  function keepAliveIfNeeded(): void {
    supervisor.keepAlive(posted.size + waiting.length > 0);
  }

  return {
    add(entry) {
      waiting.push(entry);
      keepAliveIfNeeded();
      void postInTurns();
    },

    postAll() {
      while (waiting.length > 0) postNext();
    },

    answered(reply) {
      const done = posted.get(reply.id)?.done;
      if (done === undefined) return;
      posted.delete(reply.id);
      if (reply.kind === 'failed') {
        fail(done, reply.message, false);
        return;
      }
      disk.works();
      done(reply.kind === 'inserted' ? 'stored' : 'full');
      keepAliveIfNeeded();
    },

    failPosted(why) {
      const entries = [...posted.values()];
      posted.clear();
      for (const { done } of entries) fail(done, why, true);
    },

    get posted() {
      return posted.size;
    },

    close() {
      closed = true;
    },
  };
}
