import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { Clock } from '../util/clock.js';
import type { CoarseClock } from '../util/coarse-clock.js';
import type { Ingest } from './ingest.js';

/** Records that wait for attributes of their resource; more than a start logs before its detectors are done. */
const MAX_PENDING = 10_000;

/** Records as they are emitted. */
export interface EmitQueue {
  /** Writes the record into its stream at once, and has it sent within the delay. Never throws. */
  emit(record: ReadableLogRecord): void;
  /** Sends what waits for company; resolves when the outbox has answered for it. */
  commit(): Promise<void>;
  /** Commits no more by itself. */
  close(): void;
}

/** Adds each record when it is emitted, and commits what came together after a delay. */
export function createEmitQueue(
  ingest: Ingest,
  clock: Clock,
  time: CoarseClock,
  delayMillis: number,
): EmitQueue {
  let cancelTimer: (() => void) | undefined;
  /** Records of a resource whose attributes are not all there: the first wait, and others line up behind them. */
  let pending: ReadableLogRecord[] = [];
  let settled: Promise<void> | undefined;

  function commitNow(): number | Promise<number> {
    cancelTimer?.();
    cancelTimer = undefined;
    return ingest.commit();
  }

  function add(record: ReadableLogRecord): void {
    time.look();
    ingest.add(record);
    cancelTimer ??= clock.schedule(() => void commitNow(), delayMillis);
  }

  function addPending(): void {
    settled = undefined;
    const waited = pending;
    pending = [];
    for (const record of waited) add(record);
  }

  function wait(record: ReadableLogRecord): void {
    if (pending.length >= MAX_PENDING) {
      ingest.reject([record], 'outbox_full');
      return;
    }
    pending.push(record);
    settled ??= Promise.resolve(record.resource.waitForAsyncAttributes?.()).then(addPending, addPending);
  }

  return {
    emit(record) {
      if (settled !== undefined || isPending(record)) wait(record);
      else add(record);
    },
    async commit() {
      await settled;
      // Without a record of ours the open blocks are those of an export, which commits them itself.
      if (cancelTimer !== undefined) await commitNow();
    },
    close() {
      cancelTimer?.();
    },
  };
}

/** A record may throw at a touch; adding it counts it. */
function isPending(record: ReadableLogRecord): boolean {
  try {
    return record.resource.asyncAttributesPending === true;
  } catch {
    return false;
  }
}
