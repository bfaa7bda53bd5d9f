import assert from 'node:assert/strict';
import type { LocalServer } from '../../../src/local-server/index.js';

/** The parts of an event of the default format that the tests compare. */
export interface ArrivedEvent {
  readonly severityText: string;
  readonly severityNumber: number;
  readonly body: string;
  readonly attributes: Record<string, unknown>;
  readonly traceId?: string;
  readonly scope: { readonly name: string };
  readonly resource: { readonly attributes: Record<string, unknown> };
}

/** Everything in a log group, in the order of reading, after a check that no rule of the service was broken. */
export function arrivedIn(server: LocalServer, logGroupName: string): ArrivedEvent[] {
  assert.deepEqual(server.violations, []);
  return server.events(logGroupName).map(({ message }) => readEvent(message));
}

/** The main parts of an event. */
export function essence({ severityNumber, body }: ArrivedEvent): [number, string] {
  return [severityNumber, body];
}

export function readEvent(message: string): ArrivedEvent {
  const event: ArrivedEvent = JSON.parse(message);
  return event;
}
