import { MAX_BATCH_SPAN_MILLIS } from '../limits.js';
import type { BatchLimits, Cut, LogEvent, Slice } from '../model.js';

/** Cuts batches under these limits. */
export function createCut(limits: BatchLimits): Cut {
  return (pending, from) => slice(pending, from, limits);
}

/**
 * Cuts the next batch from `pending[from..]`, which is in the order of arrival; places before may be empty.
 *
 * It ends at the first event over the byte or count limit, so that no event overtakes another for its size.
 * It passes over an event that would stretch it to 24 hours: such an event shares no millisecond with the batch
 * or with a later event that still fits, so passing it over changes no order that a reader could see.
 */
export function slice(pending: readonly (LogEvent | undefined)[], from: number, limits: BatchLimits): Slice {
  const batch: LogEvent[] = [];
  const passedOver: LogEvent[] = [];
  let bytes = 0;
  let oldest = Infinity;
  let newest = -Infinity;
  let sorted = true;
  let next = from;
  // The end of the look-ahead keeps a slice cheap when stray times stand among a great many events.
  const end = Math.min(pending.length, from + limits.maxBatchCount);
  for (; next < end; next++) {
    const event = pending[next]!;
    const low = Math.min(oldest, event.timestamp);
    const high = Math.max(newest, event.timestamp);
    if (batch.length > 0 && high - low >= MAX_BATCH_SPAN_MILLIS) {
      passedOver.push(event);
      continue;
    }
    if (batch.length > 0 && bytes + event.size > limits.maxBatchBytes) break;
    if (event.timestamp < newest) sorted = false;
    bytes += event.size;
    oldest = low;
    newest = high;
    batch.push(event);
  }
  if (!sorted) batch.sort(byTimeThenArrival);
  return { batch, passedOver, next };
}

function byTimeThenArrival(a: LogEvent, b: LogEvent): number {
  return a.timestamp - b.timestamp || a.arrival - b.arrival;
}
