import assert from 'node:assert/strict';
import { CloudWatchLogsClient, type CloudWatchLogsClientConfig } from '@aws-sdk/client-cloudwatch-logs';
import type { LocalServer } from '../../../src/local-server/index.js';
import { NEVER_MILLIS } from '../../helpers/limits.js';
import { createStreams } from '../../page/helpers.js';
import type { Relay } from '../../helpers/relay.js';
import { until } from '../../helpers/until.js';
import { GROUP, startChild, idsIn, startService, type Child } from '../../durable/helpers/service.js';

/** The service takes nothing, and says so. */
export const AWAY = { kind: 'unavailable' } as const;

/** The service says nothing. */
export const HANG = { kind: 'hang' } as const;

export function countOf(server: LocalServer): number {
  return server.events().length;
}

/** Opens an exporter with a memory outbox in a new process. */
export async function startMemoryService(
  server: LocalServer,
  options: object = {},
  { firstId = 0, ...setup }: Parameters<typeof startChild>[0] & { readonly firstId?: number } = {},
): Promise<Child> {
  const child = await startChild(setup);
  const { clientConfig } = server;
  await child.order({
    kind: 'open',
    firstId,
    options: {
      clientConfig,
      logGroup: { retentionInDays: 7 },
      flushTimeoutMillis: NEVER_MILLIS,
      requestTimeoutMillis: NEVER_MILLIS,
      ...options,
    },
  });
  return child;
}

/** A new process with the directory sends what is left there. */
export async function deliverTheRest(
  server: LocalServer,
  directory: string,
  options: object = {},
): Promise<Child> {
  server.faults = [];
  const settings = { flushTimeoutMillis: NEVER_MILLIS, ...options };
  const next = await startService(server, directory, settings, { firstId: 1_000_000 });
  await next.order({ kind: 'flush' });
  return next;
}

/** Everything that was acknowledged is there once, and in its order. */
export function assertOnce(server: LocalServer, child: Child): void {
  const acknowledged = [...child.acknowledged()];
  assert.ok(acknowledged.length > 0);
  for (const [stream, ids] of acknowledged) assert.deepEqual(idsIn(server, stream), ids, stream);
}

/** Everything that was acknowledged is there; the first copies are in their order. */
export function assertAtLeastOnce(server: LocalServer, acknowledged: ReadonlyMap<string, number[]>): void {
  assert.ok(acknowledged.size > 0);
  for (const [stream, ids] of acknowledged) {
    const arrived = new Set(idsIn(server, stream));
    assert.deepEqual(
      ids.filter((id) => !arrived.has(id)),
      [],
      `missing in ${stream}`,
    );
    const promised = new Set(ids);
    const firsts = [...arrived].filter((id) => promised.has(id));
    assert.deepEqual(
      firsts,
      firsts.toSorted((a, b) => a - b),
      `order in ${stream}`,
    );
  }
}

/** Events that are there more than once, counted as the query of the README counts them. */
export function copiesOf(server: LocalServer): Map<string, number> {
  const copies = new Map<string, number>();
  for (const { logStreamName, message } of server.events()) {
    const key = `${logStreamName} ${message}`;
    copies.set(key, (copies.get(key) ?? 0) + 1);
  }
  return new Map([...copies].filter(([, count]) => count > 1));
}

/** Waits for so many more exports that were acknowledged: a moment that no clock chooses. */
export async function acknowledgedMore(child: Child, exports: number): Promise<void> {
  const count = (): number =>
    child.messages.filter((found) => found.kind === 'exported' && found.acknowledged).length;
  const enough = count() + exports;
  await until(() => count() >= enough);
}

/** For a child that is sent to the relay: the service takes what it exports, and no answer comes back. */
export async function withoutAnswers(server: LocalServer, relay: Relay): Promise<CloudWatchLogsClientConfig> {
  const client = new CloudWatchLogsClient(server.clientConfig);
  // Or its first call would be to make the stream.
  await createStreams(client, GROUP, ['s']);
  client.destroy();
  relay.swallows = 'answers';
  return { ...server.clientConfig, endpoint: relay.url };
}
