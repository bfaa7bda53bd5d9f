import { countOf } from '../events/runs.js';
import type { Destination, EventRun } from '../events/model.js';

/** Streams that are named in one message. */
const MAX_STREAMS_NAMED = 10;

/** What to say of events that a shutdown gave up. */
export function shutdownLost(
  left: readonly [Destination, readonly EventRun[]][],
  flushTimeoutMillis: number,
): string {
  const counts = left.map(([destination, events]): [Destination, number] => [destination, countOf(events)]);
  return `Shutdown lost ${describe(counts, flushTimeoutMillis)}. What was in the way has been said before; where nothing was, check the region, the endpoint and the network, or raise flushTimeoutMillis.`;
}

/** What to say of events that a durable outbox keeps. */
export function shutdownLeft(staying: readonly [Destination, number][], flushTimeoutMillis: number): string {
  return `Shutdown left ${describe(staying, flushTimeoutMillis)}. They stay on the disk, and the next exporter there sends them.`;
}

function describe(left: readonly [Destination, number][], flushTimeoutMillis: number): string {
  const count = left.reduce((sum, [, events]) => sum + events, 0);
  const streams = left
    .slice(0, MAX_STREAMS_NAMED)
    .map(([{ logGroupName, logStreamName }, events]) => `${events} for "${logGroupName}" "${logStreamName}"`);
  const more = left.length > streams.length ? `, and ${left.length - streams.length} more streams` : '';
  return `${count} event${count === 1 ? '' : 's'} that had no answer within ${flushTimeoutMillis} ms (flushTimeoutMillis): ${streams.join(', ')}${more}`;
}
