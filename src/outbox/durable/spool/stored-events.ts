import type { EventRun } from '../../../events/model.js';
import type { Reply } from '../protocol.js';
import { unpackRow } from '../row-codec.js';
import type { StoredRow } from './row-table.js';
import { unzip } from './zip.js';

/**
 * The events of a row without an answer.
 * @throws Error where it can not be read: it is no gzip, or no row
 */
export function eventsOf({ body, events, answered }: StoredRow): EventRun[] {
  return unpackRow(unzip(body), events, answered);
}

/** Times of the events of a row without an answer; where it can not be read, as many as it has. */
export function timesOf(row: StoredRow, now: () => number): Reply<'dropped'>['times'] {
  try {
    return eventsOf(row).flatMap(({ block, from, to }) => Array.from(block.timestamps.subarray(from, to)));
  } catch {
    const answered = row.answered.reduce((sum, [, count]) => sum + count, 0);
    return Array.from({ length: row.events - answered }, now);
  }
}
