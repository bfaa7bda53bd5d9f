import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openFolder } from '../../../../src/outbox/journal/directory.js';
import {
  makeJournalFile,
  openJournalFile,
  VERSION,
  type Opened,
} from '../../../../src/outbox/journal/spool/open-journal-file.js';
import { loadSqlite } from '../../../../src/outbox/journal/spool/sqlite.js';
import { damageFile } from '../../../durable/helpers/damage.js';
import { temporaryDirectory } from '../../../durable/helpers/service.js';
import { describeWithSqlite } from '../../../durable/helpers/with-sqlite.js';
import { CHECKPOINT_PAGES, idsOf, leaveFile, makeFile, rowOf } from './helpers.js';

function open(path: string): Opened {
  return openJournalFile(loadSqlite(), path, CHECKPOINT_PAGES);
}

function change(path: string, sql: string): void {
  const database = new (loadSqlite().DatabaseSync)(path);
  database.exec(sql);
  database.close();
}

describeWithSqlite('open-journal-file: makeJournalFile', import.meta.url, () => {
  for (const [what, mask] of [
    ['gives all', 0],
    ['takes some from this user too', 0o277],
  ] as const) {
    it(`creates a file for this user only, and its log too, if the umask ${what}`, () => {
      using directory = temporaryDirectory();
      openFolder(directory.path);
      const umask = process.umask(mask);
      try {
        const file = makeFile(directory.path);
        file.transaction(() => file.insert(rowOf(1)), true);

        for (const ending of ['', '-wal']) assert.equal(statSync(file.path + ending).mode & 0o777, 0o600);
        file.close();
      } finally {
        process.umask(umask);
      }
    });
  }

  it('does not overwrite a file', () => {
    using directory = temporaryDirectory();
    const path = leaveFile({ directory: directory.path, name: 'x.sqlite', rows: [rowOf(1)] });

    assert.throws(() => makeFile(directory.path, 'x.sqlite'), { code: 'EEXIST' });

    const opened = open(path);
    assert.ok(opened.status === 'open');
    opened.file.close();
  });

  it('leaves nothing behind if it fails', () => {
    using directory = temporaryDirectory();
    const { DatabaseSync } = loadSqlite();
    class FailingDatabase extends DatabaseSync {
      override prepare(): never {
        throw new Error('on purpose');
      }
    }
    const path = join(openFolder(directory.path), 'x.sqlite');

    assert.throws(
      () =>
        makeJournalFile({ DatabaseSync: FailingDatabase }, path, {
          fingerprint: '',
          checkpointPages: CHECKPOINT_PAGES,
        }),
      /on purpose/,
    );

    assert.deepEqual(directory.files(), []);
  });
});

describeWithSqlite('open-journal-file', import.meta.url, () => {
  it('opens a file that a process left, and locks it', () => {
    using directory = temporaryDirectory();
    const path = leaveFile({ directory: directory.path, name: 'x.sqlite', rows: [rowOf(1), rowOf(2)] });

    const opened = open(path);
    assert.ok(opened.status === 'open');
    assert.deepEqual(idsOf(opened.file.rowsAfter(0)), [1, 2]);
    assert.equal(open(path).status, 'busy');
    opened.file.close();

    const again = open(path);
    assert.equal(again.status, 'open');
    if (again.status === 'open') again.file.close();
  });

  it('is busy if the creator of the file still runs', () => {
    using directory = temporaryDirectory();
    const file = makeFile(directory.path);

    assert.equal(open(file.path).status, 'busy');

    file.close();
  });

  it('recognizes a file of another version', () => {
    using directory = temporaryDirectory();
    const path = leaveFile({ directory: directory.path, name: 'x.sqlite', rows: [rowOf(1)] });
    change(path, `PRAGMA user_version = ${VERSION + 1}`);

    assert.deepEqual(open(path), { status: 'unknown version', version: VERSION + 1 });
  });

  it('recognizes a file without content', () => {
    using directory = temporaryDirectory();
    const path = join(openFolder(directory.path), 'x.sqlite');
    writeFileSync(path, '');

    assert.deepEqual(open(path), { status: 'blank' });
  });

  for (const [what, spoil] of [
    [
      'no database',
      (path: string) => writeFileSync(path, 'no database at all, but of some length'.repeat(200)),
    ],
    ['a database with a damaged head', (path: string) => damageFile(path, 0)],
    ['a database of something else', (path: string) => change(path, 'PRAGMA application_id = 7')],
  ] as const) {
    it(`treats as damaged what is ${what}`, () => {
      using directory = temporaryDirectory();
      const path = leaveFile({ directory: directory.path, name: 'x.sqlite', rows: [rowOf(1)] });
      spoil(path);

      assert.equal(open(path).status, 'damaged');
    });
  }

  it('treats a database that is not ours as damaged', () => {
    using directory = temporaryDirectory();
    const path = join(openFolder(directory.path), 'x.sqlite');
    change(path, 'CREATE TABLE t (a); INSERT INTO t VALUES (1)');

    assert.deepEqual(open(path), { status: 'damaged', message: 'it is a database of something else' });
  });

  it('throws temporary errors', () => {
    using directory = temporaryDirectory();

    assert.throws(() => open(join(directory.path, 'no', 'x.sqlite')));
  });
});
