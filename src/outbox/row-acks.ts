import { countOf, inArrivalOrder } from '../events/runs.js';
import type { EventBlock, EventRun } from '../events/model.js';
import type { RowAck } from './journal/journal.js';

/** The acknowledgements of events, row by row: of those blocks that the journal has, or may have. */
export function rowAcks(events: readonly EventRun[], isInJournal: (block: EventBlock) => boolean): RowAck[] {
  const byBlock = new Map<EventBlock, EventRun[]>();
  for (const run of events) {
    const { block } = run;
    if (!isInJournal(block)) continue;
    const runs = byBlock.get(block);
    if (runs === undefined) byBlock.set(block, [run]);
    else runs.push(run);
  }
  return Array.from(byBlock, toAck);
}

function toAck([{ arrival, remaining }, runs]: [EventBlock, EventRun[]]): RowAck {
  const isLast = remaining === countOf(runs);
  return {
    id: arrival,
    events: isLast ? 'all' : inArrivalOrder(runs).map(({ from, to }): [number, number] => [from, to - from]),
  };
}
