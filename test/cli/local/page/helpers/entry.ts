import type { Entry } from '../../../../../src/cli/local/entries.js';

const ENTRY: Entry = {
  id: 1,
  kind: 'event',
  time: Date.UTC(2026, 10, 21),
  level: 'info',
  label: 'INFO',
  text: 'paid',
  group: '/g',
  stream: 's',
  message: 'paid',
};

/** An entry of the feed, of which a test names what it is about. */
export function entryOf(members: Partial<Entry> = {}): Entry {
  return { ...ENTRY, ...members };
}
