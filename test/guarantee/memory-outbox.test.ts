import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { startLocalServer } from '../../src/local-server/index.js';
import { endAll, idsIn, temporaryDirectory } from '../durable/helpers/service.js';
import { startRelay } from '../helpers/relay.js';
import { until } from '../helpers/until.js';
import { AWAY, countOf, startMemoryService, withoutAnswers } from './helpers/promises.js';
import { throughDeadlines, throughLostAnswers, throughRefusals, throughTooMuch } from './helpers/trials.js';

describe('What the memory outbox guarantees', () => {
  afterEach(endAll);

  it('memory outbox, SIGKILL or out of memory: lost', async () => {
    await using server = await startLocalServer({ faults: [AWAY] });
    const child = await startMemoryService(server);
    await child.order({ kind: 'export', count: 100 });
    assert.equal(child.acknowledged().get('s')?.length, 100);
    await child.kill();

    server.faults = [];
    const next = await startMemoryService(server, {}, { firstId: 1_000 });
    await next.order({ kind: 'export', count: 1 });
    await until(() => countOf(server) > 0);
    await next.order({ kind: 'shutdown' });

    assert.deepEqual(idsIn(server, 's'), [1_000]);
    assert.equal(child.lost() + next.lost(), 0, 'no process could count it');
  });

  /**
   * What a machine crash leaves is on a disk. A test cannot crash the machine, so it shows that no disk has the records:
   * the exporter has acknowledged them, and the folders where a program writes without being given one (the home and the
   * temporary folder) are empty. A next process has nothing to read them from.
   */
  it('memory outbox, machine crash: lost', async () => {
    await using server = await startLocalServer({ faults: [AWAY] });
    using directory = temporaryDirectory();
    const homes = { HOME: directory.path, TMPDIR: directory.path, TSX_DISABLE_CACHE: '1' };
    const child = await startMemoryService(server, {}, { spawn: { env: { ...process.env, ...homes } } });
    await child.order({ kind: 'export', count: 100 });

    assert.equal(child.acknowledged().get('s')?.length, 100);
    assert.deepEqual(readdirSync(directory.path), [], 'no disk has it');
  });

  it('memory outbox, service outage: delivered at least once', async () => {
    await throughLostAnswers(startMemoryService);
  });

  it('memory outbox, service outage: delivered at least once (once, where no answer was lost)', async () => {
    await throughRefusals(startMemoryService);
  });

  for (const whenFull of ['drop-newest', 'drop-oldest'] as const) {
    it(`memory outbox, outbox full: lost and counted (${whenFull})`, async () => {
      await throughTooMuch(startMemoryService, { maxBytes: 12_582_912, whenFull });
    });
  }

  it('memory outbox, flush deadline passed: lost and counted', async () => {
    await using server = await startLocalServer();
    const child = await throughDeadlines(
      server,
      startMemoryService,
      /CWL_SHUTDOWN_LOST.* 300 events .*150 for "\/durable" "a", 150 for "\/durable" "b"/,
    );
    assert.equal(child.lost('shutdown'), 300);
  });

  it('memory outbox, flush deadline passed: lost and counted (what was at the service may have arrived)', async () => {
    await using server = await startLocalServer();
    await using relay = await startRelay(server.url);
    const clientConfig = await withoutAnswers(server, relay);
    const child = await startMemoryService(server, { flushTimeoutMillis: 100, clientConfig });
    await child.order({ kind: 'export', count: 10 });
    await until(() => countOf(server) === 10);
    await child.order({ kind: 'shutdown' });

    assert.equal(child.lost('shutdown'), 10);
  });
});
