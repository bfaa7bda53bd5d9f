import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  bounded,
  isBusy,
  isDamage,
  isSafe,
  loadSqlite,
  messageWithCode,
  numberColumn,
  textColumn,
} from '../../../../src/outbox/journal/spool/sqlite.js';
import { temporaryDirectory } from '../../../durable/helpers/service.js';
import { describeWithSqlite } from '../../../durable/helpers/with-sqlite.js';

/** What the function throws. */
function thrownBy(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return assert.fail('nothing was thrown');
}

function withErrcode(errcode: number): Error {
  return Object.assign(new Error('x'), { errcode });
}

describe('sqlite: messageWithCode', () => {
  it('contains the text of an error, with its code', () => {
    assert.equal(messageWithCode(new Error('plain')), 'plain');
    assert.equal(
      messageWithCode(Object.assign(new Error('no space'), { code: 'ENOSPC' })),
      'ENOSPC: no space',
    );
    assert.equal(messageWithCode(Object.assign(new Error('EIO: read'), { code: 'EIO' })), 'EIO: read');
    assert.equal(messageWithCode('a text'), 'a text');
  });
});

describe('sqlite: isDamage', () => {
  it('is detected by the primary code of SQLite, with any detail', () => {
    for (const code of [11, 11 | (3 << 8), 26]) assert.equal(isDamage(withErrcode(code)), true);
    for (const code of [5, 10, 13]) assert.equal(isDamage(withErrcode(code)), false);
    for (const other of [new Error('x'), 'malformed', Object.assign(new Error('x'), { errcode: '11' })])
      assert.equal(isDamage(other), false);
  });
});

describe('sqlite: isBusy', () => {
  it('is detected by the primary code of SQLite', () => {
    assert.deepEqual(
      [5, 5 | (1 << 8), 6, 11].map((code) => isBusy(withErrcode(code))),
      [true, true, false, false],
    );
  });
});

describe('sqlite: numberColumn and textColumn', () => {
  it('accept only values of their type', () => {
    const row = { number: 1, text: 'a', none: null };
    assert.deepEqual([numberColumn(row, 'number'), textColumn(row, 'text')], [1, 'a']);
    for (const column of ['text', 'none', 'missing'])
      assert.throws(() => numberColumn(row, column), new RegExp(`^Error: ${column} is no number$`));
    assert.throws(() => numberColumn(undefined, 'number'));
    for (const column of ['number', 'none', 'missing'])
      assert.throws(() => textColumn(row, column), new RegExp(`^Error: ${column} is no text$`));
  });
});

describeWithSqlite('sqlite: loadSqlite', import.meta.url, () => {
  it('returns the module of Node, whose errors are recognized', () => {
    using directory = temporaryDirectory();
    const { DatabaseSync } = loadSqlite();
    const path = join(directory.path, 'x');
    const one = new DatabaseSync(path);
    one.exec('PRAGMA locking_mode = EXCLUSIVE; CREATE TABLE t (a)');
    const other = new DatabaseSync(path);
    const noDatabase = join(directory.path, 'y');
    writeFileSync(noDatabase, 'no database at all, whatever its name says'.repeat(20));
    const damaged = new DatabaseSync(noDatabase);

    assert.equal(isBusy(thrownBy(() => other.exec('SELECT * FROM t'))), true);
    assert.equal(isDamage(thrownBy(() => damaged.exec('PRAGMA user_version'))), true);

    for (const database of [one, other, damaged]) database.close();
  });
});

describeWithSqlite('sqlite: isSafe and bounded', import.meta.url, () => {
  it('keep from a read what no number can hold', () => {
    const database = new (loadSqlite().DatabaseSync)(':memory:');
    database.exec(`CREATE TABLE t (a); INSERT INTO t VALUES (-1), (0), (7), (${2 ** 53 - 1}), (${2 ** 62})`);
    const all = (text: string): unknown[] =>
      database
        .prepare(text)
        .all()
        .map(({ a }) => a);

    assert.deepEqual(all(`SELECT a FROM t WHERE ${isSafe('a')}`), [0, 7, 2 ** 53 - 1]);
    assert.deepEqual(all(`SELECT ${bounded('a', 9)} AS a FROM t`), [0, 0, 7, 9, 9]);
    database.close();
  });
});
