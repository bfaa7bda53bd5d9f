import assert from 'node:assert/strict';
import type { LocalServer } from '../../../src/local-server/index.js';

/** An event of the default format. */
export interface Event {
  readonly body?: unknown;
  readonly severityNumber?: number;
  readonly severityText?: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly eventName?: string;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly scope: { readonly name: string };
  readonly resource: { readonly attributes: Readonly<Record<string, unknown>> };
}

/** What arrived, in order, after a check that no rule of the service was broken. */
export function eventsOf(server: LocalServer): Event[] {
  assert.deepEqual(server.violations, []);
  return server.events().map(({ message }) => {
    const event: Event = JSON.parse(message);
    return event;
  });
}

export function bodiesOf(server: LocalServer): unknown[] {
  return eventsOf(server).map(({ body }) => body);
}

/** Each of them once: what is at the service when a process ends is sent again, and may arrive twice. */
export function distinctBodiesOf(server: LocalServer): unknown[] {
  return [...new Set(bodiesOf(server))];
}
