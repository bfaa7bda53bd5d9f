import assert from 'node:assert/strict';
import { startLocalServer, type LocalServer } from '../../src/local-server/index.js';
import { until } from '../integration/helpers/service.js';
import { endAll, idsIn, startService, temporaryDirectory, type Child } from './helpers/service.js';

const HANG = { kind: 'hang' } as const;
const AWAY = { kind: 'unavailable' } as const;

function count(server: LocalServer): number {
  return server.events().length;
}

/** Everything that was acknowledged is there once, and in its order. */
function assertOnce(server: LocalServer, ...children: Child[]): void {
  const acknowledged = children.flatMap((child) => Array.from(child.acknowledged()));
  assert.ok(acknowledged.length > 0);
  for (const [stream, ids] of acknowledged) assert.deepEqual(idsIn(server, stream), ids, stream);
}

/** Everything that was acknowledged is there; the first copies are in their order. */
function assertAtLeastOnce(server: LocalServer, child: Child): void {
  for (const [stream, ids] of child.acknowledged()) {
    const arrived = new Set(idsIn(server, stream));
    assert.deepEqual(
      ids.filter((id) => !arrived.has(id)),
      [],
      `missing in ${stream}`,
    );
    const firsts = [...arrived].filter((id) => ids.includes(id));
    assert.deepEqual(
      firsts,
      firsts.toSorted((a, b) => a - b),
      `order in ${stream}`,
    );
  }
}

/** A new process with the directory sends what is left there. */
async function deliverTheRest(server: LocalServer, directory: string): Promise<Child> {
  server.faults = [];
  const next = await startService(server, directory, {}, { firstId: 1_000_000 });
  await next.order({ kind: 'flush' });
  return next;
}

describe('The guarantee of the durable outbox', function () {
  this.timeout(60_000);
  afterEach(endAll);

  it('process crash: delivered at least once (kill -9 at random moments)', async () => {
    await using server = await startLocalServer({ faults: [{ kind: 'latency', latencyMillis: 5 }] });
    using directory = temporaryDirectory();
    for (let round = 0; round < 5; round++) {
      server.clear();
      const child = await startService(server, directory.path);
      child.tell({ kind: 'export for ever', count: 50, streams: ['a', 'b', 'c'], bytes: 100 });
      await new Promise((resolve) => void setTimeout(resolve, Math.random() * 400));
      assert.equal(await child.kill(), 'SIGKILL');

      const next = await deliverTheRest(server, directory.path);
      await until(() =>
        [...child.acknowledged()].every(([s, ids]) => new Set(idsIn(server, s)).size >= ids.length),
      );

      // What was stored and not yet acknowledged arrives too, and nothing of the dead process is left.
      await until(() => directory.filesWithRows().length === 0);
      assertAtLeastOnce(server, child);
      await next.order({ kind: 'shutdown' });
      await next.end('normally');
    }
  });

  it('process crash during an outage: delivered once', async () => {
    await using server = await startLocalServer({ faults: [AWAY] });
    using directory = temporaryDirectory();
    const child = await startService(server, directory.path);
    await child.order({ kind: 'export', count: 100, streams: ['a', 'b'], times: 20 });
    await child.kill();
    assert.equal(count(server), 0);

    await deliverTheRest(server, directory.path);
    await until(() => count(server) >= 2_000);

    assertOnce(server, child);
  });

  it('an answered part of a batch is not sent again after a crash', async () => {
    await using server = await startLocalServer({
      faults: [{ ...AWAY, actions: ['PutLogEvents'], skip: 5 }],
    });
    using directory = temporaryDirectory();
    const child = await startService(server, directory.path, { maxBatchCount: 10 });
    await child.order({ kind: 'export', count: 100 });
    await until(() => server.calls.some(({ status }) => status === 503));
    await child.order({ kind: 'export', count: 1, streams: ['other'] });
    const before = count(server);
    assert.ok(before > 0 && before < 100);
    await child.kill();

    await deliverTheRest(server, directory.path);
    await until(() => count(server) >= 101);

    assertOnce(server, child);
  });

  it('service outage: delivered once, in order', async () => {
    await using server = await startLocalServer({ faults: [AWAY] });
    using directory = temporaryDirectory();
    const child = await startService(server, directory.path);
    await child.order({ kind: 'export', count: 100, streams: ['a', 'b'], times: 20 });
    server.faults = [];
    await child.order({ kind: 'flush' });

    assertOnce(server, child);
    assert.equal(child.lost(), 0);
    await child.order({ kind: 'shutdown' });
    assert.deepEqual(directory.files(), []);
  });

  for (const whenFull of ['drop-newest', 'drop-oldest'] as const) {
    it(`outbox full, ${whenFull}: lost and counted`, async () => {
      await using server = await startLocalServer({ faults: [AWAY] });
      using directory = temporaryDirectory();
      const outbox = { maxBytes: 16_777_216, whenFull };
      const child = await startService(server, directory.path, { outbox });
      // Random text: about 17 MB after compression where 12 have room.
      await child.order({ kind: 'export', count: 100, streams: ['a', 'b'], bytes: 10_000, times: 25 });
      server.faults = [];
      await child.order({ kind: 'flush' });
      await until(() => count(server) + child.lost() >= 2_500);
      await child.order({ kind: 'shutdown' });

      assert.ok(child.lost('outbox_full') > 300);
      assert.equal(count(server) + child.lost(), 2_500);
      for (const stream of ['a', 'b']) {
        const ids = idsIn(server, stream);
        assert.deepEqual(
          ids,
          ids.toSorted((a, b) => a - b),
        );
        assert.equal(new Set(ids).size, ids.length);
        // What is at the service when the disk is full stays in any case.
        const kept = whenFull === 'drop-newest' ? [0, 1] : [2_498, 2_499];
        assert.ok(ids.includes(stream === 'a' ? kept[0]! : kept[1]!));
      }
      assert.equal(child.refused() > 0, whenFull === 'drop-newest');
      assert.deepEqual(directory.files(), []);
    });
  }

  it('flush deadline passed: stays for the next start, delivered once', async () => {
    await using server = await startLocalServer({ faults: [HANG] });
    using directory = temporaryDirectory();
    const child = await startService(server, directory.path, { flushTimeoutMillis: 300 });
    await child.order({ kind: 'export', count: 100, streams: ['a', 'b'], times: 3 });
    const startedAt = performance.now();
    await child.order({ kind: 'shutdown' });
    assert.ok(performance.now() - startedAt < 2_000);
    assert.match(child.said(), /Shutdown left 300 events .*150 for "\/durable" "a", 150 for "\/durable" "b"/);
    assert.equal(child.lost(), 0);
    assert.equal(await child.end('normally'), 0);

    await deliverTheRest(server, directory.path);
    await until(() => count(server) >= 300);

    assertOnce(server, child);
  });
});

describe('The end of a process with a durable outbox', function () {
  this.timeout(60_000);
  afterEach(endAll);

  const ends: Record<string, [(child: Child) => Promise<unknown>, number | NodeJS.Signals]> = {
    'a normal end without shutdown': [(child) => child.end('normally'), 0],
    'process.exit': [(child) => child.end('exit'), 0],
    'an uncaught exception': [(child) => child.end('uncaught'), 1],
    SIGTERM: [(child) => child.kill('SIGTERM'), 'SIGTERM'],
  };
  for (const [name, [end, code]] of Object.entries(ends)) {
    it(`leaves what was acknowledged for the next start at ${name}, and holds up nothing`, async () => {
      await using server = await startLocalServer({ faults: [AWAY] });
      using directory = temporaryDirectory();
      const child = await startService(server, directory.path);
      await child.order({ kind: 'export', count: 100, times: 3 });
      const startedAt = performance.now();

      assert.equal(await end(child), code);

      assert.ok(performance.now() - startedAt < 3_000);
      await deliverTheRest(server, directory.path);
      await until(() => count(server) >= 300);
      assertOnce(server, child);
    });
  }

  it('sends what is too old as it is, and counts what the service refuses', async () => {
    await using server = await startLocalServer({ faults: [AWAY] });
    using directory = temporaryDirectory();
    const child = await startService(server, directory.path);
    await child.order({ kind: 'jump', millis: -20 * 24 * 3_600_000 });
    await child.order({ kind: 'export', count: 10 });
    await child.order({ kind: 'jump', millis: 20 * 24 * 3_600_000 });
    await child.order({ kind: 'export', count: 10 });
    await child.kill();

    const next = await deliverTheRest(server, directory.path);
    await until(() => next.lost() + count(server) >= 20);

    assert.equal(next.lost('too_old'), 10);
    assert.deepEqual(idsIn(server, 's'), [10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  });
});
