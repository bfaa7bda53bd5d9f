import { messageOf } from '../messages/message.js';
import { eventsText } from '../messages/words.js';
import type { Diagnostics } from './diagnostics.js';
import { countOf } from '../events/runs.js';
import type { Destination, Remaining } from '../events/model.js';

/** Streams that are named in one message. */
const MAX_STREAMS_NAMED = 10;

/** Reports which events a shutdown dropped, and which stay on disk. */
export function reportRemaining(
  { volatile, stored }: Remaining,
  diagnostics: Pick<Diagnostics, 'errorOnce' | 'warn'>,
  flushTimeoutMillis: number,
): void {
  if (volatile.length > 0) {
    const counts = volatile.map(([to, events]): [Destination, number] => [to, countOf(events)]);
    diagnostics.errorOnce(messageOf('CWL_SHUTDOWN_LOST', { events: describe(counts, flushTimeoutMillis) }));
  }
  if (stored.length > 0) {
    diagnostics.warn(messageOf('CWL_SHUTDOWN_LEFT', { events: describe(stored, flushTimeoutMillis) }));
  }
}

function describe(left: readonly [Destination, number][], flushTimeoutMillis: number): string {
  const count = left.reduce((sum, [, events]) => sum + events, 0);
  const streams = left
    .slice(0, MAX_STREAMS_NAMED)
    .map(([{ logGroupName, logStreamName }, events]) => `${events} for "${logGroupName}" "${logStreamName}"`);
  const more = left.length > streams.length ? `, and ${left.length - streams.length} more streams` : '';
  return `${eventsText(count)} that had no answer within ${flushTimeoutMillis} ms (flushTimeoutMillis): ${streams.join(', ')}${more}`;
}
