import assert from 'node:assert/strict';
import { keyOf } from '../../../../src/events/destination.js';
import { loadSqlite, type Statement } from '../../../../src/outbox/journal/spool/sqlite.js';
import { openStreamTable } from '../../../../src/outbox/journal/spool/stream-table.js';
import { MAX_ROW_BYTES } from '../../../../src/outbox/journal/spool/zip.js';
import { describeWithSqlite } from '../../../durable/helpers/with-sqlite.js';
import { destination } from '../../../helpers/events.js';

function setUp() {
  const database = new (loadSqlite().DatabaseSync)(':memory:');
  database.exec(`
    CREATE TABLE streams (
      id INTEGER PRIMARY KEY, log_group TEXT NOT NULL, log_stream TEXT NOT NULL, entity TEXT,
      UNIQUE (log_group, log_stream)
    ) STRICT;
    CREATE TABLE rows (id INTEGER PRIMARY KEY, stream INTEGER NOT NULL, bytes INTEGER NOT NULL) STRICT;
  `);
  let statements = 0;
  const sql = (text: string): Statement => {
    statements++;
    return database.prepare(text);
  };
  return { database, open: () => openStreamTable(sql), statements: () => statements };
}

const [a, b] = [destination('a'), destination('b')];
const ENTITY = {
  name: 'shop',
  environment: 'eks:c/n',
  attributes: { PlatformType: 'AWS::EKS', 'EKS.Cluster': 'c' },
};

describeWithSqlite('stream-table', import.meta.url, () => {
  it('bounds the numbers of a damaged file', () => {
    const { database, open } = setUp();
    const id = open().idFor(a, undefined);
    for (const [stream, bytes] of [
      [id, 10],
      [id, 2 ** 62],
      [id, 2 ** 62],
      [id, -(2 ** 62)],
      [2 ** 62, 10],
    ])
      database.exec(`INSERT INTO rows (stream, bytes) VALUES (${stream}, ${bytes})`);
    database.exec(`INSERT INTO streams VALUES (${2 ** 62}, 'g', 'none', NULL)`);

    const table = open();

    assert.equal(table.bytesOf(keyOf(a)), 10 + 2 * MAX_ROW_BYTES);
    assert.equal(table.idOf(keyOf(destination('none'))), undefined);
  });

  it('numbers each pair of names permanently, and caches the number', () => {
    const { open, statements } = setUp();
    const table = open();
    const [first, second] = [table.idFor(a, ENTITY), table.idFor(b, undefined)];
    const before = statements();

    assert.notEqual(first, second);
    assert.deepEqual([table.idFor(destination('a'), ENTITY), table.idOf(keyOf(b))], [first, second]);
    assert.equal(table.idOf(keyOf(destination('c'))), undefined);
    assert.equal(statements(), before);
    const again = open();

    assert.deepEqual([again.idFor(a, ENTITY), again.idFor(b, undefined)], [first, second]);
    assert.deepEqual([again.destinationOf(first), again.destinationOf(99)], [a, undefined]);
    assert.deepEqual([again.entityOf(first), again.entityOf(second)], [ENTITY, undefined]);
  });

  it('returns the last entity of a stream', () => {
    const { open } = setUp();
    const table = open();
    const other = { ...ENTITY, attributes: { ...ENTITY.attributes, 'EKS.Cluster': 'd' } };
    const id = table.idFor(a, ENTITY);

    table.idFor(a, other);
    assert.deepEqual([table.entityOf(id), open().entityOf(id)], [other, other]);
    table.idFor(a, undefined);

    assert.deepEqual([table.entityOf(id), open().entityOf(id)], [undefined, undefined]);
  });

  it('returns no entity if a damaged file has an invalid one', () => {
    const { database, open } = setUp();
    const texts = [
      '',
      '{',
      'null',
      '1',
      '[]',
      '{"name":"shop"}',
      '{"name":"shop","environment":"e","attributes":{"a":1}}',
    ];
    for (const text of texts) {
      const id = open().idFor(a, ENTITY);
      database.prepare('UPDATE streams SET entity = ?').run(text);
      assert.equal(open().entityOf(id), undefined, text);
    }
  });

  it('counts the bytes of a stream, including those of the file', () => {
    const { database, open } = setUp();
    const id = open().idFor(a, undefined);
    database.exec(`INSERT INTO rows VALUES (1, ${id}, 10), (2, ${id}, 20), (3, 99, 40)`);
    const table = open();

    table.grow(id, 5);
    table.grow(99, 5);

    assert.deepEqual([table.bytesOf(keyOf(a)), table.bytesOf(keyOf(b))], [35, 0]);
    table.reread();
    assert.equal(table.bytesOf(keyOf(a)), 30);
  });

  it('forgets names without rows, if there are many', () => {
    const { database, open } = setUp();
    const table = open();
    const kept = table.idFor(a, ENTITY);
    database.exec(`INSERT INTO rows VALUES (1, ${kept}, 10)`);
    for (let nth = 1; nth < 1_000; nth++) table.idFor(destination(`s${nth}`), undefined);
    table.forgetIdle();
    assert.notEqual(table.idOf(keyOf(destination('s1'))), undefined);
    table.idFor(b, undefined);

    table.forgetIdle();

    assert.deepEqual(
      database
        .prepare('SELECT id FROM streams')
        .all()
        .map(({ id }) => id),
      [kept],
    );
    assert.deepEqual([table.idOf(keyOf(a)), table.idOf(keyOf(b))], [kept, undefined]);
    assert.equal(table.bytesOf(keyOf(a)), 10);
  });

  it('does not search the disk if many streams have rows', () => {
    const { open, statements } = setUp();
    const table = open();
    for (let nth = 0; nth < 2_000; nth++) table.grow(table.idFor(destination(`s${nth}`), undefined), 10);
    const before = statements();

    table.forgetIdle();

    assert.equal(statements(), before);
  });
});
