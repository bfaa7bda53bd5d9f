import { append } from '../events/runs.js';
import { MAX_BATCH_SPAN_MILLIS } from '../events/limits.js';
import type { BatchCut, BatchCutter, BatchLimits, EventRun } from '../events/model.js';

/** Cuts batches under these limits. */
export function createBatchCutter(limits: BatchLimits): BatchCutter {
  return (pending, head) => cutBatch(pending, head, limits);
}

/**
 * Cuts the next batch from `pending[head..]`, which is in the order of arrival; places before may be empty.
 *
 * It ends at the first event over the byte or count limit, so that no event overtakes another for its size.
 * It skips an event that would stretch it to 24 hours: such an event shares no millisecond with the batch
 * or with a later event that still fits, so skipping it changes no order that a reader could see.
 */
export function cutBatch(
  pending: readonly (EventRun | undefined)[],
  head: number,
  limits: BatchLimits,
): BatchCut {
  const batch: EventRun[] = [];
  const passedOver: EventRun[] = [];
  let bytes = 0;
  let oldest = Infinity;
  let newest = -Infinity;
  let sorted = true;
  let seen = 0;
  for (let at = head; at < pending.length; at++) {
    const { block, from, to } = pending[at]!;
    // The bounded look-ahead keeps a cut fast when a few stray times are among very many events.
    const end = Math.min(to, from + limits.maxBatchCount - seen);
    for (let index = from; index < end; index++) {
      const timestamp = block.timestamps[index]!;
      const size = block.sizes[index]!;
      const low = Math.min(oldest, timestamp);
      const high = Math.max(newest, timestamp);
      if (high - low >= MAX_BATCH_SPAN_MILLIS) {
        append(passedOver, block, index);
      } else {
        if (batch.length > 0 && bytes + size > limits.maxBatchBytes) return finish();
        if (timestamp < newest) sorted = false;
        bytes += size;
        oldest = low;
        newest = high;
        append(batch, block, index);
      }
      seen++;
    }
    if (end < to) break;
  }
  return finish();

  function finish(): BatchCut {
    return { batch: sorted ? batch : inTimeOrder(batch), passedOver, seen };
  }
}

/** Events of the same millisecond stay in the order of their arrival, because a sort is stable. */
function inTimeOrder(runs: readonly EventRun[]): EventRun[] {
  const events = runs.flatMap(({ block, from, to }) =>
    Array.from({ length: to - from }, (_, offset) => ({ block, index: from + offset })),
  );
  events.sort((a, b) => a.block.timestamps[a.index]! - b.block.timestamps[b.index]!);
  const sorted: EventRun[] = [];
  for (const { block, index } of events) append(sorted, block, index);
  return sorted;
}
