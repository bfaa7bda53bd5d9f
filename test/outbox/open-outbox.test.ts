import assert from 'node:assert/strict';
import { openOutbox } from '../../src/outbox/open-outbox.js';
import type { WhenFull } from '../../src/options/options.js';
import { systemClock } from '../../src/util/clock.js';
import { OWNER } from '../durable/helpers/outbox.js';
import { temporaryDirectory } from '../durable/helpers/service.js';
import { describeWithSqlite } from '../durable/helpers/with-sqlite.js';
import { bareBlock, block, destination } from '../helpers/events.js';

function open(directory: string | undefined, whenFull: WhenFull = 'drop-newest') {
  let fingerprints = 0;
  const outbox = openOutbox(
    {
      clock: systemClock,
      random: Math.random,
      addLent: () => undefined,
      free: () => undefined,
      owner: () => Promise.resolve(OWNER),
      errorOnce: ({ text }) => assert.fail(text),
      warn: ({ text }) => assert.fail(text),
    },
    {
      maxBytes: 8 * 1024 * 1024,
      whenFull,
      directory,
      fingerprint() {
        fingerprints++;
        return 'fingerprint';
      },
    },
  );
  outbox.subscribe({ ready: () => undefined, dropped: () => undefined, recovered: () => undefined });
  return { outbox, fingerprints: () => fingerprints };
}

describeWithSqlite('open-outbox', import.meta.url, () => {
  it('is in memory alone without a directory, with maxBytes as its bound', () => {
    const { outbox, fingerprints } = open(undefined);
    const to = destination();

    assert.equal(outbox.add(to, bareBlock([1], [8 * 1024 * 1024 - 2_000])), 0);
    assert.equal(outbox.add(to, bareBlock([1], [2_000])), 1);

    assert.equal(fingerprints(), 0, 'the owner is not needed');
  });

  it('is on the disk with a directory', async () => {
    using directory = temporaryDirectory();
    const { outbox, fingerprints } = open(directory.path);
    const to = destination();

    assert.equal(await outbox.add(to, block([1, 'one'], [2, 'two'])), 0);

    assert.deepEqual([outbox.count, fingerprints()], [2, 1]);
    assert.equal(directory.files().length > 0, true);
    await outbox.close();
    assert.equal(directory.files().length, 1, 'for the next one there');
  });
});
