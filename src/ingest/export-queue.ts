import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { Clock } from '../util/clock.js';
import type { CoarseClock } from '../util/coarse-clock.js';
import { createTurnTimer } from './turn-timer.js';
import type { Ingest } from './ingest.js';

/** Bytes of events that wait for the answer of the outbox. Beyond it the next records wait to be encoded. */
const MAX_UNANSWERED_BYTES = 8 * 1024 * 1024;

/** Runs exports one after the other. */
export interface ExportQueue {
  /** Resolves when the outbox has the records, with how many events it refused. */
  export(records: readonly ReadableLogRecord[]): Promise<number>;
  /** Adds the rest of all exports and commits it, in one run: the event loop may not turn again. */
  commitNow(): void;
  /** Resolves when no export is in progress. */
  idle(): Promise<void>;
}

/** An export, as far as its records are added. */
interface PendingExport {
  readonly records: readonly ReadableLogRecord[];
  next: number;
}

/** Adds the records of an export one by one, with turns of the event loop in between, and commits at its end. */
export function createExportQueue(ingest: Ingest, clock: Clock, time: CoarseClock): ExportQueue {
  const timer = createTurnTimer(clock);
  /** Settles when the last export is added. */
  let lastAdded: Promise<unknown> = Promise.resolve();
  /** The oldest first. */
  const exports = new Set<PendingExport>();

  /** Returns the answer in an object: the next export need not wait for a disk. */
  async function addAll(pending: PendingExport): Promise<{ readonly refused: number | Promise<number> }> {
    timer.resume();
    time.update();
    // By index: an iterator in an async function allocates an object for each record.
    while (pending.next < pending.records.length) {
      const bytes = ingest.add(pending.records[pending.next++]!);
      if (timer.isDue(bytes)) {
        await timer.turn();
        time.update();
      }
      if (ingest.unansweredBytes > MAX_UNANSWERED_BYTES) await ingest.answered();
    }
    exports.delete(pending);
    const refused = ingest.commit();
    timer.pause();
    return { refused };
  }

  return {
    export(records) {
      const pending: PendingExport = { records, next: 0 };
      exports.add(pending);
      const added = lastAdded.then(() => addAll(pending));
      lastAdded = added.catch(() => undefined);
      return added.then(({ refused }) => refused);
    },
    commitNow() {
      time.update();
      // Not what is exported meanwhile: an endless chain must not keep the process.
      for (const pending of Array.from(exports)) {
        while (pending.next < pending.records.length) ingest.add(pending.records[pending.next++]!);
      }
      void ingest.commit();
    },
    async idle() {
      await lastAdded;
      await ingest.answered();
    },
  };
}
