import type { Destination, EventBlock } from '../../events/model.js';
import type { Clock } from '../../util/clock.js';
import type { Journal, JournalEntry, JournalListener } from '../journal.js';
import { createDiskReport, type DiskReportParts } from './disk-report.js';
import { hasFiles } from './spool/directory.js';
import { keyOf } from '../../events/destination.js';
import type { Owner, SpoolReply, SpoolSettings } from './protocol.js';
import { createRecovery } from './recovery.js';
import { packRow } from './row-codec.js';
import { createWorkerSupervisor, type StartThread } from './worker-supervisor.js';

export interface SqliteJournalParts extends DiskReportParts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly startThread: StartThread;
  /** Who sends, and where to; rejects as long as that is not known. */
  readonly owner: () => Promise<Owner>;
}

/** A journal in SQLite files, which a thread owns: nothing that it does for them holds up the application. */
export function createSqliteJournal(parts: SqliteJournalParts, settings: SpoolSettings): Journal {
  const { clock, random, owner, trouble, warn } = parts;
  let listener: JournalListener;
  /** Blocks that wait for their turn to be packed. */
  const line: JournalEntry[] = [];
  let isPosting = false;
  /** Blocks at the thread, by their ids. */
  const posted = new Map<number, EventBlock>();
  /** Destinations whose rows are being read. */
  const reading = new Map<string, Destination>();
  const failing = new Map<string, Destination>();
  const disk = createDiskReport(parts);
  const supervisor = createWorkerSupervisor({
    clock,
    startThread: parts.startThread,
    onReply,
    onDeath,
    onReturn,
  });
  const recovery = createRecovery({
    clock,
    random,
    owner,
    post: supervisor.post,
    newIds: (count) => listener.newIds(count),
    hasFiles: () => supervisor.isRunning || hasFiles(settings.directory),
  });
  /** Of other processes, by the search that runs. */
  let adopted = { events: 0, streams: new Set<string>() };
  let diskBytes = 0;
  let closed = false;

  /** A large export is packed in pieces: copying it at once would hold up other work. */
  async function postInTurns(): Promise<void> {
    if (isPosting) return;
    isPosting = true;
    // The caller hears of its block after `append`.
    await Promise.resolve();
    while (line.length > 0) {
      postNext();
      if (line.length > 0) await clock.turn();
    }
    isPosting = false;
  }

  function postNext(): void {
    const { block, ...others } = line.shift()!;
    // Only now: rows of others may have taken the ids after it meanwhile, and reach the thread before it.
    block.arrival = listener.newIds(1);
    if (!supervisor.isUp()) {
      fail(block, 'its thread has ended', false);
      return;
    }
    const id = block.arrival;
    posted.set(id, block);
    supervisor.post({
      kind: 'insert',
      id,
      ...others,
      count: block.ends.length,
      row: packRow(block),
    });
  }

  function fail(block: EventBlock, failure: string, maybeStored: boolean): void {
    if (!closed) disk.fails(failure);
    listener.notStored(block, { failure, maybeStored });
    holdIfNeeded();
  }

  /** Whoever exports waits for the thread. */
  function holdIfNeeded(): void {
    supervisor.hold(posted.size + line.length > 0);
  }

  function endInsert(reply: Extract<SpoolReply, { kind: 'inserted' | 'refused' | 'failed' }>): void {
    const block = posted.get(reply.id);
    if (block === undefined) return;
    posted.delete(reply.id);
    if (reply.kind === 'failed') {
      fail(block, reply.message, false);
      return;
    }
    disk.works();
    if (reply.kind === 'inserted') listener.stored(block);
    else listener.notStored(block, 'full');
    holdIfNeeded();
  }

  function onReply(reply: SpoolReply): void {
    switch (reply.kind) {
      case 'inserted':
      case 'refused':
      case 'failed':
        return endInsert(reply);
      case 'dropped':
        return listener.dropped(reply.destination, reply.id, reply.times, reply.reason);
      case 'rows':
        reading.delete(keyOf(reply.destination));
        return listener.read(reply.destination, reply.rows, reply.upTo);
      case 'not read':
        reading.delete(keyOf(reply.destination));
        return listener.notRead(reply.destination);
      case 'adopted':
        adopt(reply);
        return recovery.adopted(reply.rest);
      case 'lost':
        return listener.lost();
      case 'trouble':
        return trouble(reply.cause, reply.message);
      case 'handled':
        diskBytes = reply.diskBytes;
        return;
      case 'file':
      case 'closed':
    }
  }

  function adopt({ backlogs, rest }: Extract<SpoolReply, { kind: 'adopted' }>): void {
    for (const { destination, events } of backlogs) {
      adopted.streams.add(keyOf(destination));
      adopted.events += events;
    }
    if (backlogs.length > 0) listener.recovered(backlogs);
    if (rest === 'none' && adopted.events > 0) {
      const { events, streams } = adopted;
      adopted = { events: 0, streams: new Set() };
      warn(
        `Took over ${events} events for ${streams.size} streams that a process left on the disk; they are sent now.`,
      );
    }
  }

  function onDeath(error: Error): void {
    trouble('outbox thread', `The thread of the durable outbox ended: ${error.message}. Another is started.`);
    const unread = [...reading.values()];
    reading.clear();
    for (const destination of unread) listener.notRead(destination);
    failPosted(error.message);
    recovery.adopted('none');
  }

  function failPosted(why: string): void {
    const blocks = [...posted.values()];
    posted.clear();
    for (const block of blocks) fail(block, why, true);
  }

  function onReturn(): void {
    for (const destination of failing.values()) {
      supervisor.post({ kind: 'failing', destination, isFailing: true });
    }
    recovery.startOver();
    listener.returned();
  }

  return {
    append(entry) {
      line.push(entry);
      holdIfNeeded();
      void postInTurns();
      recovery.findOwner();
      return true;
    },

    ack: (acks) => supervisor.post({ kind: 'ack', acks }),

    read(destination, after, upTo, most) {
      reading.set(keyOf(destination), destination);
      supervisor.post({ kind: 'read', destination, after, upTo, most });
    },

    isUp: supervisor.isUp,

    failing(destination, isFailing) {
      if (isFailing) failing.set(keyOf(destination), destination);
      else failing.delete(keyOf(destination));
      supervisor.post({ kind: 'failing', destination, isFailing });
    },

    searched: recovery.searched,

    commitNow(millis) {
      while (line.length > 0) postNext();
      if (posted.size === 0) return;
      supervisor.wait(millis);
      failPosted('the process ended');
    },

    async close() {
      closed = true;
      recovery.close();
      while (line.length > 0) postNext();
      await supervisor.close();
      failPosted('the exporter was shut down');
    },

    subscribe(heard) {
      listener = heard;
    },

    get bytes() {
      return diskBytes;
    },
  };
}
