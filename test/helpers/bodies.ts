import type { LocalServer } from '../../src/local-server/index.js';

/** The bodies of the events that a server has stored, of all groups or of one, in the order of reading. */
export function bodies(server: Pick<LocalServer, 'events'>, logGroupName?: string): unknown[] {
  return server
    .events(logGroupName)
    .map(({ message }) => (JSON.parse(message) as { readonly body: unknown }).body);
}
