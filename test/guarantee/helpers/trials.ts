import assert from 'node:assert/strict';
import { startLocalServer, type Fault, type LocalServer } from '../../../src/local-server/index.js';
import { idsIn, type Child } from '../../durable/helpers/service.js';
import { until } from '../../helpers/until.js';
import { assertAtLeastOnce, assertOnce, AWAY, copiesOf, countOf, HANG } from './promises.js';

type Start = (server: LocalServer, options?: object) => Promise<Child>;

/** Ways in which a service does not take events, and is known not to have taken them. */
const REFUSALS: readonly Fault[] = [
  { kind: 'reset-before-write' },
  AWAY,
  { kind: 'throttle' },
  { kind: 'deny', actions: ['PutLogEvents'] },
];

async function exportThrough(child: Child, server: LocalServer, faults: readonly Fault[]): Promise<void> {
  for (const fault of faults) {
    server.faults = [fault];
    await child.order({ kind: 'export', count: 100, streams: ['a', 'b'], times: 5 });
    await until(() => server.calls.some((call) => call.fault === fault.kind));
  }
  server.faults = [];
  await child.order({ kind: 'flush' });
  const acknowledged = [...child.acknowledged()];
  await until(() =>
    acknowledged.every(([stream, ids]) => new Set(idsIn(server, stream)).size === ids.length),
  );
}

/** Where each call is answered, or refused, or does not reach the service, nothing comes twice. */
export async function throughRefusals(start: Start): Promise<Child> {
  await using server = await startLocalServer();
  const child = await start(server);
  await exportThrough(child, server, REFUSALS);

  assertOnce(server, child);
  assert.equal(child.lost(), 0);
  return child;
}

/** Where answers are lost after the write, what was written comes again, equal in every byte. */
export async function throughLostAnswers(start: Start): Promise<Child> {
  await using server = await startLocalServer();
  const child = await start(server);
  await exportThrough(child, server, [
    { kind: 'reset-after-write', actions: ['PutLogEvents'], skip: 2, times: 4 },
  ]);

  assertAtLeastOnce(server, child.acknowledged());
  assert.ok(copiesOf(server).size > 0);
  assert.equal(child.lost(), 0);
  return child;
}

/** More than there is room for: what came in before is kept, or what came in last. */
export async function throughTooMuch(
  start: Start,
  outbox: { readonly maxBytes: number; readonly whenFull: 'drop-newest' | 'drop-oldest' },
): Promise<Child> {
  await using server = await startLocalServer({ faults: [AWAY] });
  const child = await start(server, { outbox });
  // Random text: about 17 MB, also after compression.
  await child.order({ kind: 'export', count: 100, streams: ['a', 'b'], bytes: 10_000, times: 25 });
  server.faults = [];
  await child.order({ kind: 'flush' });
  await until(() => countOf(server) + child.lost() >= 2_500);
  await child.order({ kind: 'shutdown' });

  assert.ok(child.lost('outbox_full') > 300);
  assert.equal(countOf(server) + child.lost(), 2_500);
  const isNewest = outbox.whenFull === 'drop-newest';
  for (const [stream, kept] of Object.entries(isNewest ? { a: 0, b: 1 } : { a: 2_498, b: 2_499 })) {
    const ids = idsIn(server, stream);
    assert.ok(ids.includes(kept));
    assert.deepEqual(
      ids,
      [...new Set(ids)].toSorted((a, b) => a - b),
    );
  }
  // Who is refused hears it as the answer of export; who was acknowledged before is lost after it.
  assert.equal(child.refused() > 0, isNewest);
  return child;
}

/** A flush that ran out of time, then a shutdown that does. */
export async function throughDeadlines(server: LocalServer, start: Start, said: RegExp): Promise<Child> {
  server.faults = [HANG];
  const child = await start(server, { flushTimeoutMillis: 300 });
  await child.order({ kind: 'export', count: 100, streams: ['a', 'b'], times: 3 });
  await child.order({ kind: 'flush' });
  assert.equal(child.lost(), 0);

  await child.order({ kind: 'shutdown' });
  assert.match(child.said(), said);
  return child;
}
