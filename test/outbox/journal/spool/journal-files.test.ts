import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Owner } from '../../../../src/outbox/journal/protocol.js';
import { openFolder } from '../../../../src/outbox/journal/directory.js';
import { loadSqlite } from '../../../../src/outbox/journal/spool/sqlite.js';
import { damageFile } from '../../../durable/helpers/damage.js';
import { makeFile as makeFileOfSize } from '../../../durable/helpers/outbox.js';
import { FOLDER, temporaryDirectory } from '../../../durable/helpers/service.js';
import { describeWithSqlite } from '../../../durable/helpers/with-sqlite.js';
import { idsOf, inTransaction, leaveFile, openFiles, rowOf } from './helpers.js';

const MIB = 1024 * 1024;
const OWNER: Owner = { endpoint: 'https://x', region: 'r', account: 'a' };

describeWithSqlite('journal-files', import.meta.url, () => {
  it('creates our file when it is needed, and reports its name', () => {
    using directory = temporaryDirectory();
    const { files, replies } = openFiles(directory.path);
    assert.equal(files.current(), undefined);
    assert.equal(files.usedBytes(), 0);

    const own = files.own();

    assert.deepEqual(replies, [{ kind: 'file', name: basename(own.path) }]);
    assert.deepEqual([files.own(), files.current()], [own, own]);
    assert.ok(files.usedBytes() > 0);
    files.close();
    assert.deepEqual([directory.files(), files.current()], [[], undefined]);
  });

  it('reports each time that the disk refuses it, and creates it later', () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, 'later');
    makeFileOfSize(path, 0);
    const { files, replies } = openFiles(path);
    for (let time = 0; time < 2; time++) assert.throws(() => files.own(), /is a file/);
    assert.equal(replies.length, 0);
    rmSync(path);

    files.own();

    files.close();
  });

  it('writes the owner into our file, whichever comes first', () => {
    for (const isOwnerFirst of [true, false]) {
      using directory = temporaryDirectory();
      const { files } = openFiles(directory.path);
      if (!isOwnerFirst) files.own();

      files.owner = OWNER;

      assert.equal(files.own().belongsTo(OWNER, 'other'), true);
      assert.deepEqual(files.owner, OWNER);
      files.close();
    }
  });

  describe('after a thread that ended', () => {
    it('continues with its file, when it is needed', () => {
      using directory = temporaryDirectory();
      leaveFile({ directory: directory.path, name: 'ours.sqlite', rows: [rowOf(1)] });
      const { files, replies } = openFiles(directory.path, { file: 'ours.sqlite' });
      files.owner = OWNER;

      const own = files.current();

      assert.deepEqual(idsOf(own!.rowsAfter(0)), [1]);
      assert.equal(files.own(), own);
      assert.equal(own?.belongsTo(OWNER, 'other'), true);
      assert.equal(replies.length, 0);
      files.close();
    });

    it('reports that everything is lost if that file was removed, and creates another', () => {
      using directory = temporaryDirectory();
      const { files, replies } = openFiles(directory.path, { file: 'gone.sqlite' });

      assert.equal(files.current(), undefined);
      files.own();

      assert.deepEqual(
        replies.map(({ kind }) => kind),
        ['lost', 'file'],
      );
      files.close();
    });

    it('reports that everything is lost if that file is damaged, and renames it', () => {
      using directory = temporaryDirectory();
      damageFile(leaveFile({ directory: directory.path, name: 'ours.sqlite', rows: [rowOf(1)] }), 0);
      const { files, replies, reported } = openFiles(directory.path, { file: 'ours.sqlite' });

      assert.equal(files.current(), undefined);

      assert.deepEqual(replies, [{ kind: 'lost' }]);
      assert.match(
        reported.join(),
        /CWL_OUTBOX_FILE_SET_ASIDE: .*"ours\.sqlite" .* is damaged .* "ours\.sqlite\.damaged/,
      );
      assert.deepEqual(directory.files(), ['ours.sqlite.damaged-0']);
    });

    it('waits while another process holds it', () => {
      using directory = temporaryDirectory();
      const other = openFiles(directory.path);
      const name = basename(other.files.own().path);
      const { files, replies } = openFiles(directory.path, { file: name });

      assert.throws(() => files.current(), /is busy/);
      other.files.own().abandon();

      assert.notEqual(files.current(), undefined);
      assert.equal(replies.length, 0);
      files.close();
    });
  });

  it('moves the content of our file into a new one, if it was removed', () => {
    using directory = temporaryDirectory();
    const { files, replies } = openFiles(directory.path);
    const first = files.own();
    inTransaction(first, () => {
      // Of several transactions.
      for (let id = 1; id <= 8; id++) first.insert(rowOf(id, { count: 10, bytes: 99_000 }));
      first.markAnswered(3, [[1, 2]]);
    });
    rmSync(first.path);

    const next = files.own();

    assert.notEqual(next.path, first.path);
    const rows = [...next.rowsAfter(0)];
    assert.deepEqual(
      rows.map(({ id }) => id),
      [1, 2, 3, 4, 5, 6, 7, 8],
    );
    assert.deepEqual(rows[2]?.answered, [[1, 2]]);
    assert.deepEqual(
      replies.map(({ kind }) => kind),
      ['file', 'file'],
    );
    files.close();
    assert.deepEqual(directory.files(), [basename(next.path)]);
  });

  it('leaves nothing behind if the move into a new file fails, and retries with the next row', () => {
    using directory = temporaryDirectory();
    const { DatabaseSync } = loadSqlite();
    let commitsLeft = Infinity;
    class FullDatabase extends DatabaseSync {
      override exec(sql: string): void {
        if (sql === 'COMMIT' && commitsLeft-- <= 0) throw new Error('disk full');
        super.exec(sql);
      }
    }
    const { files, replies } = openFiles(directory.path, {}, { DatabaseSync: FullDatabase });
    const first = files.own();
    inTransaction(first, () => {
      for (let id = 1; id <= 12; id++) first.insert(rowOf(id, { count: 10, bytes: 99_000 }));
    });
    rmSync(first.path);

    for (let time = 0; time < 3; time++) {
      // The first of several transactions succeeds.
      commitsLeft = 1;
      assert.throws(() => files.own(), /disk full/);
      assert.deepEqual(
        directory.files().filter((name) => name.endsWith('.sqlite')),
        [],
      );
    }
    assert.equal(replies.length, 1, 'another thread would go on with our file as it is');
    commitsLeft = Infinity;

    assert.equal(idsOf(files.own().rowsAfter(0)).length, 12);
    assert.equal(directory.files().filter((name) => name.endsWith('.sqlite')).length, 1);
    files.close();
  });

  it('continues without our file if it is set aside, and without one of others', () => {
    using directory = temporaryDirectory();
    const { files, replies, reported } = openFiles(directory.path);
    files.setAsideOwn('is not there');
    assert.equal(replies.length, 0);
    const own = files.own();
    leaveFile({ directory: directory.path, name: 'theirs.sqlite', rows: [rowOf(1)] });
    const opened = files.open('theirs.sqlite');
    assert.ok(opened.status === 'open');
    const leftOver = { name: 'theirs.sqlite', file: opened.file, movedTo: 0 };
    files.leftOvers.push(leftOver);

    files.setAsideOwn('is damaged (x)');
    files.setAsideLeftOver(leftOver, 'is damaged (y)');

    assert.deepEqual(
      replies.map(({ kind }) => kind),
      ['file', 'lost'],
    );
    assert.deepEqual([files.leftOvers.length, files.current(), files.usedBytes()], [0, undefined, 0]);
    assert.deepEqual(directory.files(), [`${basename(own.path)}.damaged-0`, 'theirs.sqlite.damaged-0']);
    assert.equal(reported.length, 2);
  });

  it('reports a file that cannot be renamed', () => {
    using directory = temporaryDirectory();
    const { files, reported } = openFiles(directory.path);

    assert.equal(files.setAside('gone.sqlite', 'is damaged'), false);

    assert.match(reported.join(), /CWL_OUTBOX_FILE_NOT_RENAMED: .*"gone\.sqlite" .* is damaged.*ENOENT/);
  });

  it('allows what maxBytes leaves for rows, and nothing if renamed files take too much', () => {
    using directory = temporaryDirectory();
    const { files } = openFiles(directory.path, { maxBytes: 64 * MIB });
    assert.equal(files.allowedBytes(), 48 * MIB);
    const aside = join(openFolder(directory.path), 'x.sqlite.damaged-1');
    makeFileOfSize(aside, 44 * MIB);
    assert.equal(files.allowedBytes(), 4 * MIB);
    makeFileOfSize(aside, 44 * MIB + 1);

    assert.throws(() => files.allowedBytes(), /46137345 bytes of outbox\.maxBytes/);
  });

  it('keeps the log small compared with the rows', () => {
    using directory = temporaryDirectory();
    const logs = [16 * MIB, 48 * MIB, 1_000 * MIB].map((maxBytes) => {
      const { files } = openFiles(directory.path, { maxBytes });
      return [maxBytes - files.allowedBytes(), files.transactionBytes];
    });

    assert.deepEqual(logs, [
      [4 * MIB, MIB],
      [12 * MIB, 3 * MIB],
      [16 * MIB, 4 * MIB],
    ]);
  });

  it('closes what it holds, and keeps files with rows', () => {
    using directory = temporaryDirectory();
    const { files } = openFiles(directory.path);
    files.own();
    leaveFile({ directory: directory.path, name: 'theirs.sqlite', rows: [rowOf(1)] });
    const opened = files.open('theirs.sqlite');
    assert.ok(opened.status === 'open');
    files.leftOvers.push({ name: 'theirs.sqlite', file: opened.file, movedTo: 0 });

    files.close();

    assert.deepEqual(directory.files(), ['theirs.sqlite']);
    const again = openFiles(directory.path).files.open('theirs.sqlite');
    assert.ok(again.status === 'open');
    again.file.close();
  });

  it("puts its files only into the exporter's folder", () => {
    using directory = temporaryDirectory();
    mkdirSync(join(directory.path, 'other'));
    const { files } = openFiles(directory.path);

    files.own();

    assert.deepEqual(readdirSync(directory.path), [FOLDER, 'other']);
    files.close();
  });
});
