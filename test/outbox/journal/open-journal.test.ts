import assert from 'node:assert/strict';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createArrivals } from '../../../src/outbox/journal/arrivals.js';
import type { JournalEntry, JournalListener } from '../../../src/outbox/journal/journal.js';
import { openJournal } from '../../../src/outbox/journal/open-journal.js';
import { UnsafeDirectoryError } from '../../../src/options/safe-directory.js';
import { systemClock } from '../../../src/util/clock.js';
import { OWNER } from '../../durable/helpers/outbox.js';
import { FOLDER, temporaryDirectory } from '../../durable/helpers/service.js';
import { describeWithSqlite } from '../../durable/helpers/with-sqlite.js';
import { destination, event } from '../../helpers/events.js';
import { lineOf } from '../../helpers/message.js';

function open(directory: string) {
  const said: string[] = [];
  const journal = openJournal(
    {
      clock: systemClock,
      random: Math.random,
      newIds: createArrivals().reserve,
      owner: () => Promise.resolve(OWNER),
      addLent: () => undefined,
      errorOnce: (message) => void said.push(lineOf(message)),
      warn: (message) => void said.push(lineOf(message)),
      memoryBytes: 1_000,
    },
    { directory, maxBytes: 64 * 1024 * 1024, whenFull: 'drop-newest', fingerprint: '' },
  );
  return { journal, said };
}

/** The outcome of a block. */
function appendOne({ journal }: ReturnType<typeof open>): Promise<string> {
  return new Promise((resolve) => {
    const listener: JournalListener = {
      read: never,
      notRead: never,
      recovered: never,
      dropped: never,
      lost: never,
      returned: never,
    };
    journal.subscribe(listener);
    const block = event('x');
    const done: JournalEntry['done'] = (outcome) =>
      resolve(typeof outcome === 'string' ? outcome : outcome.failure);
    journal.append({ destination: destination(), block, entity: undefined, hasOthers: false, done });
  });
}

/** Must not be called. */
function never(): never {
  assert.fail('not requested');
}

describeWithSqlite('open-journal', import.meta.url, () => {
  it("creates the exporter's folder, and stores in its own thread", async () => {
    using directory = temporaryDirectory();
    const opened = open(directory.path);
    assert.deepEqual(directory.files(), []);

    assert.equal(await appendOne(opened), 'stored');

    assert.equal(directory.files().filter((name) => name.endsWith('.sqlite')).length, 1);
    assert.deepEqual(opened.said, []);
    await opened.journal.close();
  });

  it('refuses a directory that is not safe', () => {
    using directory = temporaryDirectory();
    mkdirSync(join(directory.path, 'real'));
    symlinkSync(join(directory.path, 'real'), join(directory.path, 'link'));

    assert.throws(() => open(join(directory.path, 'link')), UnsafeDirectoryError);

    assert.equal(existsSync(join(directory.path, 'real', FOLDER)), false);
  });

  it('opens if the disk fails, which an append reports', async () => {
    const opened = open('/proc/outbox');

    assert.match(await appendOne(opened), /ENOENT/);

    assert.match(opened.said.join(), /CWL_OUTBOX_DISK_FAILED: .*\(ENOENT/);
    await opened.journal.close();
  });
});
