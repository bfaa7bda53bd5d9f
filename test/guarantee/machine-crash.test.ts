import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLocalServer } from '../../src/local-server/index.js';
import {
  endAll,
  FOLDER,
  startService,
  temporaryDirectory,
  type TemporaryDirectory,
} from '../durable/helpers/service.js';
import { NODE_WITH_SQLITE } from '../helpers/node-with-sqlite.js';
import { acknowledgedMore, assertAtLeastOnce, AWAY, deliverTheRest } from './helpers/promises.js';
import { snapshot } from './helpers/snapshot.js';
import type { CommitModes } from './helpers/sync-probe.js';

/** PRAGMA synchronous, as a number: each commit is synced to the disk before it is done. */
const FULL = 2;

function logOf(directory: TemporaryDirectory): string {
  const folder = join(directory.path, FOLDER);
  return join(
    folder,
    readdirSync(folder).find((name) => name.endsWith('-wal'))!,
  );
}

/**
 * A test cannot cut the power. What a machine crash leaves is what was synced, and of what was written later nothing,
 * all, or a torn part. So: SQLite says that it syncs each commit; and files as they stand at any moment after an
 * acknowledgment hold what was acknowledged, whatever follows it in the log.
 */
describe('What the durable outbox guarantees when the machine crashes', () => {
  let directory: TemporaryDirectory;
  beforeEach(() => (directory = temporaryDirectory()));
  afterEach(endAll);
  afterEach(() => directory[Symbol.dispose]());

  it('durable outbox, machine crash: delivered at least once (files as they stand at random moments)', async () => {
    await using server = await startLocalServer({ faults: [AWAY] });
    const child = await startService(server, directory.path);
    child.tell({ kind: 'export without end', count: 50, streams: ['a', 'b'], bytes: 100 });
    const snapshots: { readonly acknowledged: Map<string, number[]>; readonly copy: TemporaryDirectory }[] =
      [];
    for (let moment = 0; moment < 4; moment++) {
      await acknowledgedMore(child, randomInt(1, 20));
      const acknowledged = child.acknowledged();
      snapshots.push({ acknowledged, copy: await snapshot(child.process, directory) });
    }
    await child.kill();

    for (const { acknowledged, copy } of snapshots) {
      using _ = copy;
      server.clear();
      const next = await deliverTheRest(server, copy.path);
      assertAtLeastOnce(server, acknowledged);
      await next.order({ kind: 'shutdown' });
      assert.deepEqual(copy.files(), []);
      await next.kill();
    }
  });

  it('durable outbox, machine crash: delivered at least once (a later write that is torn)', async () => {
    await using server = await startLocalServer({ faults: [AWAY] });
    const child = await startService(server, directory.path);
    await child.order({ kind: 'export', count: 50, streams: ['a', 'b'], times: 5 });
    const acknowledged = child.acknowledged();
    const { size } = statSync(logOf(directory));
    await child.order({ kind: 'export', count: 50, streams: ['a', 'b'], times: 5 });
    using torn = await snapshot(child.process, directory);
    await child.kill();
    const log = logOf(torn);
    const written = readFileSync(log).length;
    assert.ok(written > size);
    const cut = randomInt(size, written);
    truncateSync(log, cut);
    writeFileSync(log, randomBytes(written - cut), { flag: 'a' });

    const next = await deliverTheRest(server, torn.path);

    assertAtLeastOnce(server, acknowledged);
    await next.order({ kind: 'shutdown' });
    assert.deepEqual(torn.files(), []);
  });

  it('durable outbox, machine crash: delivered at least once (each commit is synced before it is acknowledged)', async () => {
    const probe = fork('test/guarantee/helpers/sync-probe.ts', [directory.path], {
      execPath: NODE_WITH_SQLITE,
      execArgv: ['--no-warnings', '--import', 'tsx'],
    });
    const [{ replies, commits }] = (await once(probe, 'message')) as [
      { readonly replies: readonly string[]; readonly commits: readonly CommitModes[] },
    ];

    assert.ok(replies.includes('inserted'));
    assert.deepEqual(commits, [{ synchronous: FULL, journal_mode: 'wal' }]);
  });
});
