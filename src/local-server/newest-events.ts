import type { LoggedEvent } from './model/event-log.js';
import type { StreamNames } from './model/observer.js';
import type { Store } from './model/store.js';

/** A group, or one stream of it. */
export interface Choice {
  readonly logGroupName: string;
  readonly logStreamName?: string;
}

export interface FoundEvent {
  readonly names: StreamNames;
  readonly event: LoggedEvent;
}

/** Of the events that arrived after a given one, the newest by time, in the order of their times. */
export function newestEvents(
  store: Store,
  { logGroupName, logStreamName }: Choice,
  afterSequence: number,
  most: number,
): FoundEvent[] {
  const found: FoundEvent[] = [];
  for (const stream of store.groups.get(logGroupName)?.streams.values() ?? []) {
    if (logStreamName !== undefined && stream.name !== logStreamName) continue;
    const names = { logGroupName, logStreamName: stream.name };
    const newest = stream.log.sorted().filter(({ sequence }) => sequence > afterSequence);
    found.push(...newest.slice(-most).map((event) => ({ names, event })));
  }
  return found.toSorted((a, b) => a.event.timestamp - b.event.timestamp).slice(-most);
}
