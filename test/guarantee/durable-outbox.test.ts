import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLocalServer, type LocalServer } from '../../src/local-server/index.js';
import {
  endAll,
  FOLDER,
  startService,
  temporaryDirectory,
  type Child,
  type TemporaryDirectory,
} from '../durable/helpers/service.js';
import { startRelay } from '../helpers/relay.js';
import { until } from '../helpers/until.js';
import {
  assertAtLeastOnce,
  assertOnce,
  acknowledgedMore,
  AWAY,
  copiesOf,
  countOf,
  deliverTheRest,
  withoutAnswers,
} from './helpers/promises.js';
import { throughDeadlines, throughLostAnswers, throughRefusals, throughTooMuch } from './helpers/trials.js';

describe('What the durable outbox guarantees', () => {
  let directory: TemporaryDirectory;
  beforeEach(() => (directory = temporaryDirectory()));
  afterEach(endAll);
  afterEach(() => directory[Symbol.dispose]());

  const start = (server: LocalServer, options?: object): Promise<Child> =>
    startService(server, directory.path, options);

  it('durable outbox, SIGKILL or out of memory: delivered at least once', async () => {
    await using server = await startLocalServer({ faults: [{ kind: 'latency', latencyMillis: 5 }] });
    for (let round = 0; round < 3; round++) {
      server.clear();
      const child = await start(server);
      child.tell({ kind: 'export without end', count: 50, streams: ['a', 'b', 'c'], bytes: 100 });
      await acknowledgedMore(child, randomInt(1, 60));
      assert.equal(await child.kill(), 'SIGKILL');

      const next = await deliverTheRest(server, directory.path);
      assertAtLeastOnce(server, child.acknowledged());
      await next.order({ kind: 'shutdown' });
      // What was stored and not yet acknowledged arrives too, and nothing of the dead process is left.
      assert.deepEqual(directory.files(), []);
      await next.end('normally');
    }
  });

  it('durable outbox, SIGKILL or out of memory: delivered at least once (once, where no call was under way)', async () => {
    await using server = await startLocalServer({ faults: [AWAY] });
    const child = await start(server);
    await child.order({ kind: 'export', count: 100, streams: ['a', 'b'], times: 20 });
    await child.kill();
    assert.equal(countOf(server), 0);

    await deliverTheRest(server, directory.path);
    await until(() => countOf(server) >= 2_000);

    assertOnce(server, child);
  });

  it('durable outbox, SIGKILL or out of memory: delivered at least once (an answered part of an export is not sent again)', async () => {
    await using server = await startLocalServer({
      faults: [{ ...AWAY, actions: ['PutLogEvents'], skip: 5 }],
    });
    const child = await start(server, { maxBatchCount: 10 });
    await child.order({ kind: 'export', count: 100 });
    await until(() => server.calls.some(({ status }) => status === 503));
    await child.order({ kind: 'export', count: 1, streams: ['other'] });
    const before = countOf(server);
    assert.ok(before > 0 && before < 100);
    await child.kill();

    await deliverTheRest(server, directory.path);
    await until(() => countOf(server) >= 101);

    assertOnce(server, child);
  });

  it('durable outbox, SIGKILL or out of memory: delivered at least once (at once, after more crashes than files are open)', async () => {
    await using server = await startLocalServer({ faults: [AWAY] });
    const child = await start(server);
    await child.order({ kind: 'export', count: 10 });
    await child.kill();
    const folder = join(directory.path, FOLDER);
    for (const name of directory.files()) {
      for (let copy = 1; copy < 12; copy++) {
        copyFileSync(join(folder, name), join(folder, name.replace('.sqlite', `-${copy}.sqlite`)));
      }
    }

    await deliverTheRest(server, directory.path);
    await until(() => countOf(server) === 120);
  });

  it('durable outbox, service outage: delivered at least once', async () => {
    await throughLostAnswers(start);
  });

  it('durable outbox, service outage: delivered at least once (once, where no answer was lost)', async () => {
    const child = await throughRefusals(start);
    await child.order({ kind: 'shutdown' });
    assert.deepEqual(directory.files(), []);
  });

  for (const whenFull of ['drop-newest', 'drop-oldest'] as const) {
    it(`durable outbox, outbox full: lost and counted (${whenFull})`, async () => {
      await throughTooMuch(start, { maxBytes: 16_777_216, whenFull });
      assert.deepEqual(directory.files(), []);
    });
  }

  it('durable outbox, flush deadline passed: delivered at least once', async () => {
    await using server = await startLocalServer();
    await using relay = await startRelay(server.url);
    const clientConfig = await withoutAnswers(server, relay);
    const child = await start(server, { flushTimeoutMillis: 100, clientConfig });
    await child.order({ kind: 'export', count: 10 });
    await until(() => countOf(server) === 10);
    await child.order({ kind: 'shutdown' });
    assert.equal(child.lost(), 0);
    relay.cut();
    assert.equal(await child.end('normally'), 0);

    relay.swallows = 'nothing';
    await deliverTheRest(server, directory.path, { clientConfig });

    await until(() => countOf(server) === 20);
    assertAtLeastOnce(server, child.acknowledged());
    assert.deepEqual([...new Set(copiesOf(server).values())], [2]);
  });

  it('durable outbox, flush deadline passed: delivered at least once (once, where no answer was lost)', async () => {
    await using server = await startLocalServer();
    const child = await throughDeadlines(
      server,
      start,
      /CWL_SHUTDOWN_LEFT.* 300 events .*150 for "\/durable" "a", 150 for "\/durable" "b"/,
    );
    assert.equal(child.lost(), 0);
    assert.equal(await child.end('normally'), 0);

    await deliverTheRest(server, directory.path);
    await until(() => countOf(server) >= 300);

    assertOnce(server, child);
  });
});
