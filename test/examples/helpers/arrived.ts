import assert from 'node:assert/strict';
import type { LocalServer } from '../../../src/local-server/index.js';

/** An event of the default format, as far as the tests of the examples look at it. */
export interface ArrivedEvent {
  readonly severityText: string;
  readonly severityNumber: number;
  readonly body: string;
  readonly attributes: Record<string, unknown>;
  readonly traceId?: string;
  readonly scope: { readonly name: string };
  readonly resource: { readonly attributes: Record<string, unknown> };
}

/** Everything in a log group, in the order of reading; no rule of the service was broken on the way. */
export function arrivedIn(server: LocalServer, logGroupName: string): ArrivedEvent[] {
  assert.deepEqual(server.violations, []);
  return server.events(logGroupName).map(({ message }) => readEvent(message));
}

/** What people read first of an event. */
export function essence({ severityNumber, body }: ArrivedEvent): [number, string] {
  return [severityNumber, body];
}

export function readEvent(message: string): ArrivedEvent {
  const event: ArrivedEvent = JSON.parse(message);
  return event;
}
