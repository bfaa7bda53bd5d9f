import type { EventRun } from '../../../events/model.js';
import type { Reply } from '../protocol.js';
import { unpackRow } from '../row-codec.js';
import type { FileRow } from './row-table.js';
import { unzip } from './zip.js';

/**
 * The events of a row without an answer.
 * @throws Error if it cannot be read: it is not gzip, or not a row
 */
export function eventsOf({ body, events, answered }: FileRow): EventRun[] {
  return unpackRow(unzip(body), events, answered);
}

/** Times of the events of a row without an answer; if it cannot be read, as many as it has. */
export function timesOf(row: FileRow, now: () => number): Reply<'dropped'>['times'] {
  try {
    return eventsOf(row).flatMap(({ block, from, to }) => Array.from(block.timestamps.subarray(from, to)));
  } catch {
    const answered = row.answered.reduce((sum, [, count]) => sum + count, 0);
    return Array.from({ length: Math.max(0, row.events - answered) }, now);
  }
}
