import assert from 'node:assert/strict';
import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Owner } from '../../../../src/outbox/journal/protocol.js';
import { PAGE_BYTES, removeFiles, bytesOnDisk } from '../../../../src/outbox/journal/spool/journal-file.js';
import { makeJournalFile, openJournalFile } from '../../../../src/outbox/journal/spool/open-journal-file.js';
import { loadSqlite } from '../../../../src/outbox/journal/spool/sqlite.js';
import { temporaryDirectory } from '../../../durable/helpers/service.js';
import { describeWithSqlite } from '../../../durable/helpers/with-sqlite.js';
import {
  CHECKPOINT_PAGES,
  idsOf,
  inTransaction,
  leaveFile,
  makeFile,
  rowOf,
  watchCommits,
} from './helpers.js';

const OWNER: Owner = { endpoint: 'https://x', region: 'r', account: 'a' };

function large(id: number) {
  return rowOf(id, { count: 10, bytes: 50_000 });
}

describeWithSqlite('journal-file', import.meta.url, () => {
  it('has what was committed, and nothing of what failed', () => {
    using directory = temporaryDirectory();
    const file = makeFile(directory.path);
    inTransaction(file, () => file.insert(rowOf(1)));
    for (const durably of [true, false]) {
      assert.throws(() =>
        file.transaction(() => {
          file.insert(rowOf(2));
          file.remove(1);
          throw new Error('on purpose');
        }, durably),
      );
    }
    inTransaction(file, () => file.insert(rowOf(3)));

    assert.deepEqual(idsOf(file.rowsAfter(0)), [1, 3]);
    file.close();
  });

  it('syncs a durable transaction to the disk when it ends, and no other', () => {
    using directory = temporaryDirectory();
    const { sqlite, commits } = watchCommits();
    const settings = { fingerprint: '', checkpointPages: CHECKPOINT_PAGES };
    const file = makeJournalFile(sqlite, join(directory.path, 'x.sqlite'), settings);
    const durable = [true, false, false, true, true];

    for (const durably of durable) file.transaction(() => undefined, durably);

    assert.deepEqual(
      commits.map(([, isSynced]) => isSynced),
      durable,
    );
    file.close();
  });

  it('counts the pages in use, and gives the others back to the disk', () => {
    using directory = temporaryDirectory();
    const file = makeFile(directory.path);
    const before = file.usedBytes();
    inTransaction(file, () => [1, 2, 3, 4].forEach((id) => file.insert(large(id))));
    const full = file.usedBytes();
    assert.ok(full > before + 4 * 300_000);

    inTransaction(file, () => [1, 2, 3].forEach(file.remove));
    assert.ok(file.usedBytes() < full - 3 * 300_000);
    file.checkpoint();
    const size = statSync(file.path).size;
    file.shrink();
    file.checkpoint();
    // A mebibyte stays for the next rows.
    assert.ok(statSync(file.path).size >= file.usedBytes() + 250 * PAGE_BYTES);
    assert.ok(statSync(file.path).size < size);
    file.shrink(0);
    file.checkpoint();

    assert.ok(statSync(file.path).size <= file.usedBytes() + 2 * PAGE_BYTES);
    assert.deepEqual(idsOf(file.rowsAfter(0)), [4]);
    file.close();
  });

  it('detects that it, or its log, was removed', () => {
    for (const ending of ['', '-wal']) {
      using directory = temporaryDirectory();
      const file = makeFile(directory.path);
      inTransaction(file, () => file.insert(rowOf(1)));
      assert.equal(file.isRemoved(), false);

      rmSync(file.path + ending);

      assert.equal(file.isRemoved(), true);
      file.abandon();
    }
  });

  it('may be sent by its owner, or by an exporter with its fingerprint until the owner is known', () => {
    using directory = temporaryDirectory();
    const file = makeFile(directory.path, 'x.sqlite', 'finger');
    assert.deepEqual([file.belongsTo(OWNER, 'finger'), file.belongsTo(OWNER, 'other')], [true, false]);

    file.setOwner(OWNER);

    assert.deepEqual([file.belongsTo(OWNER, 'other'), file.belongsTo({ ...OWNER }, 'finger')], [true, true]);
    for (const other of [{ endpoint: '' }, { region: 's' }, { account: 'b' }])
      assert.equal(file.belongsTo({ ...OWNER, ...other }, 'finger'), false);
    file.close();
  });

  it('belongs to no exporter if damage has removed its owner', () => {
    using directory = temporaryDirectory();
    const path = leaveFile({ directory: directory.path, name: 'x.sqlite', rows: [rowOf(1)] });
    const database = new (loadSqlite().DatabaseSync)(path);
    database.exec('DELETE FROM owner');
    database.close();

    const opened = openJournalFile(loadSqlite(), path, CHECKPOINT_PAGES);

    assert.ok(opened.status === 'open');
    assert.equal(opened.file.belongsTo(OWNER, ''), false);
    opened.file.abandon();
  });

  it('is removed when it is closed without rows, and kept with some', () => {
    using directory = temporaryDirectory();
    const [empty, full] = [makeFile(directory.path, 'empty.sqlite'), makeFile(directory.path, 'full.sqlite')];
    inTransaction(full, () => full.insert(rowOf(1)));

    empty.close();
    full.close();

    assert.deepEqual(directory.files(), ['full.sqlite']);
    const opened = openJournalFile(loadSqlite(), full.path, CHECKPOINT_PAGES);
    assert.ok(opened.status === 'open');
    assert.deepEqual(idsOf(opened.file.rowsAfter(0)), [1]);
    opened.file.close();
  });

  it('is unchanged when it is abandoned, and free for others', () => {
    using directory = temporaryDirectory();
    const file = makeFile(directory.path);

    file.abandon();

    assert.ok(existsSync(file.path));
    assert.equal(openJournalFile(loadSqlite(), file.path, CHECKPOINT_PAGES).status, 'open');
  });
});

describe('journal-file: bytesOnDisk and removeFiles', () => {
  it('cover a file, its log and its journal, as far as they exist', () => {
    using directory = temporaryDirectory();
    const path = `${directory.path}/x`;
    assert.equal(bytesOnDisk(path), 0);
    for (const [ending, bytes] of [
      ['', 1],
      ['-wal', 2],
      ['-journal', 4],
    ] as const)
      writeFileSync(path + ending, 'x'.repeat(bytes));
    writeFileSync(`${path}-other`, 'x');
    assert.equal(bytesOnDisk(path), 7);

    removeFiles(path);
    removeFiles(path);

    assert.equal(bytesOnDisk(path), 0);
    assert.ok(existsSync(`${path}-other`));
  });
});
