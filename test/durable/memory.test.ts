import assert from 'node:assert/strict';
import { startLocalServer } from '../../src/local-server/index.js';
import { until } from '../helpers/until.js';
import { endAll, idsIn, startService, temporaryDirectory, type Child } from './helpers/service.js';

const MIB = 1024 * 1024;
const AWAY = { kind: 'unavailable' } as const;

/** Bytes of JavaScript memory above those of a new process, and resident bytes of the whole process. */
async function measure(child: Child): Promise<{ held: number; rss: number }> {
  await child.order({ kind: 'measure' });
  const found = child.messages.findLast((message) => message.kind === 'measured');
  assert.ok(found);
  return found;
}

describe('A large backlog of a durable outbox', () => {
  afterEach(endAll);

  it('stays on the disk: memory is bounded, and all events are delivered in order after a restart', async () => {
    await using server = await startLocalServer({ faults: [AWAY] });
    using directory = temporaryDirectory();
    const setup = { flags: ['--expose-gc'] };
    const child = await startService(server, directory.path, {}, setup);
    const before = await measure(child);
    // About 80 MB of random text for two streams. Memory has up to 8 MiB of new events, until the first call fails,
    // up to 16 MiB of buffers, and the bodies in flight.
    await child.order({ kind: 'export', count: 500, streams: ['a', 'b'], bytes: 20_000, times: 8 });
    const grown = ((await measure(child)).held - before.held) / MIB;
    assert.ok(grown < 64, `grew by ${grown} MiB`);
    await child.kill();

    const next = await startService(server, directory.path, {}, setup);
    await until(
      () => /CWL_OUTBOX_RECOVERED.* 4000 events/.test(next.said()) && /CWL_OUTAGE:/.test(next.said()),
    );
    // Memory has only the next batches of a stream that gets no answers.
    let opened = await measure(next);
    await until(async () => {
      opened = await measure(next);
      return opened.held - before.held < 16 * MIB;
    });
    assert.ok(opened.rss - before.rss < 128 * MIB, `${opened.rss / MIB} MiB`);
    server.faults = [];
    await until(() => server.events().length >= 4_000);

    for (const [stream, ids] of child.acknowledged()) assert.deepEqual(idsIn(server, stream), ids);
    // Memory that the collector has found is freed by another thread, a little later.
    await until(async () => (await measure(next)).held - before.held < 16 * MIB);
    await next.order({ kind: 'shutdown' });
    assert.deepEqual(directory.files(), []);
  });

  it('of a denied stream does not delay other streams', async () => {
    await using server = await startLocalServer({ faults: [{ kind: 'deny', logStreamName: 'stuck' }] });
    using directory = temporaryDirectory();
    const child = await startService(server, directory.path);
    await child.order({ kind: 'export', count: 1_000, streams: ['stuck'], bytes: 10_000, times: 8 });
    await child.order({ kind: 'export', count: 1_000, streams: ['fine'], bytes: 100, times: 5 });
    await until(() => idsIn(server, 'fine').length >= 5_000);
    await child.kill();

    const next = await startService(server, directory.path, {}, { firstId: 100_000 });
    await next.order({ kind: 'export', count: 100, streams: ['fine'] });
    // SIGKILL right after an answer may cause copies, but no loss.
    await until(() => new Set(idsIn(server, 'fine')).size >= 5_100);
  });
});
