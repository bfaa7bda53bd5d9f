import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { Clock } from '../util/clock.js';
import type { CoarseClock } from '../util/coarse-clock.js';
import { createEventLoopBudget } from './event-loop-budget.js';
import type { Ingest } from './ingest.js';

/** Bytes of events that wait for the answer of the outbox; with more, the next records wait to be encoded. */
const MAX_UNANSWERED_BYTES = 8 * 1024 * 1024;

/** Exports, one after the other. */
export interface ExportQueue {
  /** Resolves when the outbox has the records, with how many events it refused. */
  export(records: readonly ReadableLogRecord[]): Promise<number>;
  /** Resolves when no export is under way. */
  idle(): Promise<void>;
}

/** Adds the records of an export one by one, with turns of the loop for other work, and commits at its end. */
export function createExportQueue(ingest: Ingest, clock: Clock, time: CoarseClock): ExportQueue {
  const budget = createEventLoopBudget(clock);
  let line: Promise<unknown> = Promise.resolve();

  /** Gives the answer as an object: the next export need not wait for a disk. */
  async function addAll(
    records: readonly ReadableLogRecord[],
  ): Promise<{ readonly refused: number | Promise<number> }> {
    budget.resume();
    time.look();
    // By index: an iterator in an async function makes an object for each record.
    for (let index = 0; index < records.length; index++) {
      const bytes = ingest.add(records[index]!);
      if (budget.isSpent(bytes)) {
        await budget.rest();
        time.look();
      }
      if (ingest.unansweredBytes > MAX_UNANSWERED_BYTES) await ingest.answered();
    }
    const refused = ingest.commit();
    budget.pause();
    return { refused };
  }

  return {
    export(records) {
      const added = line.then(() => addAll(records));
      line = added.catch(() => undefined);
      return added.then(({ refused }) => refused);
    },
    async idle() {
      await line;
      await ingest.answered();
    },
  };
}
