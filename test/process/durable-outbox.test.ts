import assert from 'node:assert/strict';
import { startLocalServer } from '../../src/local-server/index.js';
import { endAll, idsIn, startService, temporaryDirectory, type Child } from '../durable/helpers/service.js';
import { assertOnce, AWAY, countOf, deliverTheRest, HANG } from '../guarantee/helpers/promises.js';
import { NEVER_MILLIS, PROCESS_MILLIS } from '../helpers/limits.js';
import { until } from '../helpers/until.js';

describe('The end of a process with a durable outbox', () => {
  afterEach(endAll);

  const ends: Record<string, [(child: Child) => Promise<unknown>, number | NodeJS.Signals]> = {
    'a normal end without shutdown': [(child) => child.end('normally'), 0],
    'process.exit': [(child) => child.end('exit'), 0],
    'an uncaught exception': [(child) => child.end('uncaught'), 1],
    SIGTERM: [(child) => child.kill('SIGTERM'), 'SIGTERM'],
  };
  for (const [name, [end, code]] of Object.entries(ends)) {
    it(`leaves what was acknowledged for the next start at ${name}, and waits no longer than its limit`, async () => {
      await using server = await startLocalServer({ faults: [AWAY] });
      using directory = temporaryDirectory();
      const child = await startService(server, directory.path);
      await child.order({ kind: 'export', count: 100, times: 3 });

      // The outage does not end, and the calls have no limit of their own.
      assert.equal(await end(child), code);

      await deliverTheRest(server, directory.path);
      await until(() => countOf(server) >= 300);
      assertOnce(server, child);
    });
  }

  it('sends at process.exit what is in memory, and leaves what follows rows on the disk: the order stays', async () => {
    await using server = await startLocalServer({ faults: [HANG] });
    using directory = temporaryDirectory();
    const child = await startService(server, directory.path, { exitTimeoutMillis: PROCESS_MILLIS });
    // Memory has room for a part of them; the rest is on the disk alone.
    await child.order({ kind: 'export', count: 3_000, bytes: 2_000, times: 2 });
    await child.order({ kind: 'export', count: 10 });
    server.faults = [];

    assert.equal(await child.end('exit'), 0);
    const sent = idsIn(server, 's');
    assert.ok(sent.length > 0 && sent.length < 6_010);
    assert.deepEqual(sent, [...sent.keys()]);
    await deliverTheRest(server, directory.path);

    assert.equal(countOf(server), 6_010);
    assertOnce(server, child);
  });

  it('does not wait at its end for events that another process left and that are delivered', async () => {
    await using server = await startLocalServer({ faults: [AWAY] });
    using directory = temporaryDirectory();
    const child = await startService(server, directory.path);
    await child.order({ kind: 'export', count: 100 });
    await child.kill();
    server.faults = [];
    const next = await startService(server, directory.path, { flushTimeoutMillis: NEVER_MILLIS });
    await until(() => countOf(server) === 100);
    assertOnce(server, child);

    await next.order({ kind: 'flush' });
    await next.order({ kind: 'shutdown' });
  });

  it('sends old events unchanged after a jump of the clock, and counts what the service refuses', async () => {
    await using server = await startLocalServer({ faults: [AWAY] });
    using directory = temporaryDirectory();
    const child = await startService(server, directory.path);
    await child.order({ kind: 'jump', millis: -20 * 24 * 3_600_000 });
    await child.order({ kind: 'export', count: 10 });
    await child.order({ kind: 'jump', millis: 20 * 24 * 3_600_000 });
    await child.order({ kind: 'export', count: 10 });
    await child.kill();

    const next = await deliverTheRest(server, directory.path);
    await until(() => next.lost() + countOf(server) >= 20);

    assert.equal(next.lost('too_old'), 10);
    assert.deepEqual(idsIn(server, 's'), [10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  });
});
