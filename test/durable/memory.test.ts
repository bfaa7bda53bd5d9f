import assert from 'node:assert/strict';
import { startLocalServer } from '../../src/local-server/index.js';
import { until } from '../integration/helpers/service.js';
import { endAll, idsIn, startService, temporaryDirectory, type Child } from './helpers/service.js';

const MIB = 1024 * 1024;

async function measure(child: Child): Promise<{ rss: number; longestPause: number }> {
  await child.order({ kind: 'measure' });
  const found = child.messages.findLast((message) => message.kind === 'measured');
  assert.ok(found);
  return found;
}

describe('A large backlog of a durable outbox', function () {
  this.timeout(120_000);
  afterEach(endAll);

  it('stays on the disk: memory is bounded, and all of it is delivered in order after a restart', async () => {
    await using server = await startLocalServer({ faults: [{ kind: 'unavailable' }] });
    using directory = temporaryDirectory();
    const setup = { flags: ['--expose-gc'] };
    const child = await startService(server, directory.path, {}, setup);
    // What encoding such exports takes, with a memory outbox too, is not what is asked about.
    const some = { kind: 'export', count: 1_000, streams: ['a', 'b'], bytes: 10_000 } as const;
    await child.order({ ...some, times: 6 });
    const before = await measure(child);
    // About 300 MB of random text for two streams, 225 on the disk.
    await child.order({ ...some, times: 24 });
    const after = await measure(child);
    await child.kill();
    const grown = (after.rss - before.rss) / MIB;
    assert.ok(grown < 128, `grew by ${grown} MiB`);

    server.faults = [];
    const next = await startService(server, directory.path, {}, setup);
    await until(() => server.events().length >= 30_000);

    for (const [stream, ids] of child.acknowledged()) assert.deepEqual(idsIn(server, stream), ids);
    const atTheEnd = await measure(next);
    assert.ok(atTheEnd.rss - before.rss < 128 * MIB, `${atTheEnd.rss / MIB} MiB`);
    await next.order({ kind: 'shutdown' });
    assert.deepEqual(directory.files(), []);
  });

  it('of one stream that is denied does not keep others waiting', async () => {
    await using server = await startLocalServer({ faults: [{ kind: 'deny', logStreamName: 'stuck' }] });
    using directory = temporaryDirectory();
    const child = await startService(server, directory.path);
    await child.order({ kind: 'export', count: 1_000, streams: ['stuck'], bytes: 10_000, times: 8 });
    await child.order({ kind: 'export', count: 1_000, streams: ['fine'], bytes: 100, times: 5 });
    await until(() => idsIn(server, 'fine').length >= 5_000);
    await child.kill();

    const next = await startService(server, directory.path, {}, { firstId: 100_000 });
    await next.order({ kind: 'export', count: 100, streams: ['fine'] });
    await until(() => new Set(idsIn(server, 'fine')).size >= 5_100);
    assert.equal(idsIn(server, 'fine').length, 5_100);
  });
});
