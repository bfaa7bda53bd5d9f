import type { Destination, EventBlock } from '../../events/model.js';
import { messageOf } from '../../messages/message.js';
import type { Clock } from '../../util/clock.js';
import type { Arrivals } from './arrivals.js';
import type { Journal, JournalListener } from './journal.js';
import { createDiskReport, type DiskReportParts } from './disk-report.js';
import { createInsertQueue } from './insert-queue.js';
import { hasFiles } from './directory.js';
import { keyOf } from '../../events/destination.js';
import type { Owner, Reply, SpoolReply, SpoolSettings } from './protocol.js';
import { createRecovery } from './recovery.js';
import { createWorkerSupervisor, type StartThread } from './worker-supervisor.js';

export interface SqliteJournalParts extends DiskReportParts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly startThread: StartThread;
  /** Returns ids for this many rows, after all blocks so far. */
  readonly newIds: Arrivals['reserve'];
  /** The identity and target of the exporter; rejects while they are not known. */
  readonly owner: () => Promise<Owner>;
  /** Memory came from the thread: it is freed like that of other blocks. */
  readonly addLent: (bytes: EventBlock['bytes']) => void;
}

/** A journal in SQLite files that a thread owns: its work never blocks the application. */
export function createSqliteJournal(parts: SqliteJournalParts, settings: SpoolSettings): Journal {
  const { clock, random, newIds, owner, errorOnce, warn } = parts;
  let listener: JournalListener;
  /** Destinations whose rows are being read. */
  const reading = new Map<string, Destination>();
  const failing = new Map<string, Destination>();
  const supervisor = createWorkerSupervisor({
    clock,
    startThread: parts.startThread,
    onReply,
    onDeath,
    onReturn,
  });
  const inserts = createInsertQueue({
    clock,
    supervisor,
    disk: createDiskReport(parts),
    newIds,
  });
  const recovery = createRecovery({
    clock,
    random,
    owner,
    post: supervisor.post,
    newIds,
    hasFiles: () => supervisor.isRunning || hasFiles(settings.directory),
  });
  /** Rows of other processes that the current search has found. */
  let recovered = { events: 0, streams: new Set<string>() };
  let diskBytes = 0;

  function onReply(reply: SpoolReply): void {
    switch (reply.kind) {
      case 'inserted':
      case 'refused':
      case 'failed':
        return inserts.answered(reply);
      case 'dropped':
        return listener.dropped(reply.destination, reply.id, reply.times, reply.reason);
      case 'rows':
        reading.delete(keyOf(reply.destination));
        for (const { events } of reply.rows)
          if (events[0] !== undefined) parts.addLent(events[0].block.bytes);
        return listener.read(reply.destination, reply.rows, reply.upTo);
      case 'not read':
        reading.delete(keyOf(reply.destination));
        return listener.notRead(reply.destination);
      case 'recovered':
        addRecovered(reply);
        return recovery.stepEnded(reply.rest);
      case 'lost':
        return listener.lost();
      case 'report':
        return errorOnce(reply.message, reply.name);
      case 'handled':
        diskBytes = reply.diskBytes;
        return;
      case 'file':
      case 'closed':
    }
  }

  function addRecovered({ backlogs, rest }: Reply<'recovered'>): void {
    for (const { destination, events } of backlogs) {
      recovered.streams.add(keyOf(destination));
      recovered.events += events;
    }
    if (backlogs.length > 0) listener.recovered(backlogs);
    if (rest === 'none' && recovered.events > 0) {
      const { events, streams } = recovered;
      recovered = { events: 0, streams: new Set() };
      warn(messageOf('CWL_OUTBOX_RECOVERED', { events, streams: streams.size }));
    }
  }

  function onDeath(error: Error): void {
    errorOnce(messageOf('CWL_OUTBOX_THREAD_ENDED', { error: error.message }));
    const unread = [...reading.values()];
    reading.clear();
    for (const destination of unread) listener.notRead(destination);
    inserts.failPosted(error.message);
    recovery.stepEnded('none');
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
      inserts.add(entry);
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

    storeNow(millis) {
      inserts.postAll();
      if (inserts.posted === 0 && !supervisor.hasPostedAcks) return;
      supervisor.wait(millis);
      inserts.failPosted('the process ended');
    },

    async close() {
      inserts.close();
      recovery.close();
      inserts.postAll();
      await supervisor.close();
      inserts.failPosted('the exporter was shut down');
    },

    subscribe(newListener) {
      listener = newListener;
    },

    get bytes() {
      return diskBytes;
    },
  };
}
