import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { Clock } from '../util/clock.js';
import type { CoarseClock } from '../util/coarse-clock.js';
import { createTurnTimer } from './turn-timer.js';
import type { Ingest } from './ingest.js';
import { hasPendingResource, waitForResource } from './pending-resource.js';
import { createRecordQueue } from './record-queue.js';
import { createCompletedRecords } from './completed-record.js';

/** Records that wait are objects in V8's heap, which may have less room than the outbox: it may be a disk. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;

export interface EmitSettings {
  /** How long an event waits for others to share a request with. */
  readonly scheduledDelayMillis: number;
  /** Bytes that may wait here, or without an answer of the outbox: as much as the outbox may hold. */
  readonly maxBytes: number;
}

/** Records as they are emitted. */
export interface EmitQueue {
  /** Writes the record into its stream at once, and sends it within the delay. Never throws. */
  emit(record: ReadableLogRecord): void;
  /** Commits the records so far to the outbox, once all resources are complete. */
  commit(): Promise<void>;
  /** Commits everything to the outbox at once, with the resources as they are: the event loop may not turn again. */
  commitNow(): void;
  /** Stops committing on its own. */
  close(): void;
}

/** Adds each record when it is emitted, and commits after a delay what arrived together. */
export function createEmitQueue(
  ingest: Ingest,
  clock: Clock,
  time: CoarseClock,
  { scheduledDelayMillis, maxBytes }: EmitSettings,
): EmitQueue {
  const timer = createTurnTimer(clock);
  const completed = createCompletedRecords();
  /** The first record waits for its resource; the others wait behind it, so that the order is kept. */
  const queue = createRecordQueue();
  /** Emitted while another record is written, for example by a `toJSON` that logs. They wait for the next commit. */
  const nested = createRecordQueue();
  let cancelTimer: (() => void) | undefined;
  let draining: Promise<void> | undefined;

  function schedule(): void {
    cancelTimer ??= clock.schedule(commitOpen, scheduledDelayMillis);
  }

  function add(record: ReadableLogRecord): number {
    time.update();
    schedule();
    return ingest.add(record);
  }

  function commitOpen(): void {
    // Without a record of our own the open blocks belong to an export, which commits them.
    if (cancelTimer === undefined) return;
    // Records logged while these are written wait for the next commit: an endless chain of them must not block the loop.
    for (const record of nested.drain()) emit(record);
    cancelTimer();
    cancelTimer = undefined;
    void ingest.commit();
    if (!nested.isEmpty) schedule();
  }

  async function drain(): Promise<void> {
    timer.resume();
    for (let record = queue.first; record !== undefined; record = queue.first) {
      if (hasPendingResource(record)) {
        timer.pause();
        await waitForResource(record);
        timer.resume();
        // All were taken in the meantime.
        if (queue.first !== record) continue;
      }
      queue.removeFirst();
      if (timer.isDue(add(record))) await timer.turn();
    }
    timer.pause();
    draining = undefined;
  }

  function isFull(): boolean {
    const waitingBytes = queue.bytes + nested.bytes;
    return waitingBytes > MAX_WAITING_BYTES || waitingBytes + ingest.unansweredBytes > maxBytes;
  }

  function emit(record: ReadableLogRecord): void {
    if (isFull()) {
      ingest.reject([completed(record)], 'outbox_full');
    } else if (ingest.isBusy) {
      nested.push(record);
      schedule();
    } else if (draining !== undefined || hasPendingResource(record)) {
      queue.push(record);
      draining ??= waitForResource(record).then(drain);
    } else {
      add(record);
    }
  }

  return {
    emit,
    async commit() {
      await draining;
      commitOpen();
    },
    commitNow() {
      for (const record of queue.drain()) add(completed(record));
      commitOpen();
    },
    close() {
      cancelTimer?.();
    },
  };
}
