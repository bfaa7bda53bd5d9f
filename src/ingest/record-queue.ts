import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { recordWeight } from './record-weight.js';

/** Records that wait, in order. */
export interface RecordQueue {
  push(record: ReadableLogRecord): void;
  removeFirst(): void;
  /** Empties the queue. */
  drain(): ReadableLogRecord[];
  readonly first: ReadableLogRecord | undefined;
  readonly isEmpty: boolean;
  /** The estimated bytes of their events. */
  readonly bytes: number;
}

interface WaitingRecord {
  readonly record: ReadableLogRecord;
  readonly bytes: number;
}

export function createRecordQueue(): RecordQueue {
  let waiting: WaitingRecord[] = [];
  /** Index of the first record: removing it would move all others. */
  let head = 0;
  let bytes = 0;

  function clear(): void {
    waiting = [];
    head = 0;
    bytes = 0;
  }

  return {
    push(record) {
      const weight = recordWeight(record);
      waiting.push({ record, bytes: weight });
      bytes += weight;
    },
    removeFirst() {
      bytes -= waiting[head++]?.bytes ?? 0;
      if (head >= waiting.length) clear();
    },
    drain() {
      const records = waiting.slice(head).map(({ record }) => record);
      clear();
      return records;
    },
    get first() {
      return waiting[head]?.record;
    },
    get isEmpty() {
      return waiting.length === 0;
    },
    get bytes() {
      return bytes;
    },
  };
}
