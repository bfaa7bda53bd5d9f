import assert from 'node:assert/strict';
import { keyOf } from '../../../../src/events/destination.js';
import { MAX_ROW_EVENTS, type FileRow } from '../../../../src/outbox/journal/spool/row-table.js';
import { timesOf } from '../../../../src/outbox/journal/spool/stored-events.js';
import { loadSqlite, type Statement } from '../../../../src/outbox/journal/spool/sqlite.js';
import { temporaryDirectory } from '../../../durable/helpers/service.js';
import { describeWithSqlite } from '../../../durable/helpers/with-sqlite.js';
import { destination } from '../../../helpers/events.js';
import { openFiles, destinations, idsOf, inTransaction, leaveFile, makeFile, rowOf } from './helpers.js';

const [a, b] = destinations('a', 'b') as [ReturnType<typeof destination>, ReturnType<typeof destination>];

/** Runs SQL on a closed file. */
function change(path: string, sql: string): void {
  const database = new (loadSqlite().DatabaseSync)(path);
  database.exec(sql);
  database.close();
}

/** All of it, in types that are compared by value. */
function describeRow({ id, destination: to, entity, events, body, answered }: FileRow) {
  return { id, to, entity, events, body: Buffer.from(body), answered };
}

describeWithSqlite('row-table', import.meta.url, () => {
  it('returns rows as they were, in the order of their ids, of one stream or of all', () => {
    using directory = temporaryDirectory();
    const file = makeFile(directory.path);
    const entity = { name: 'shop', environment: 'prod', attributes: { PlatformType: 'AWS::EC2' } };
    const rows = [
      { ...rowOf(30, { to: a, count: 3 }), entity },
      rowOf(10, { to: b }),
      { ...rowOf(20, { to: a }), entity },
    ];
    inTransaction(file, () => rows.forEach(file.insert));

    const [first, second, third, ...others] = file.rowsAfter(0);

    assert.deepEqual(others, []);
    assert.deepEqual(
      [first, second, third].map((row) => describeRow(row!)),
      [rows[1]!, rows[2]!, rows[0]!].map((row) => describeRow(Object.assign(row, { answered: [] }))),
    );
    assert.deepEqual(idsOf(file.rowsAfter(10)), [20, 30]);
    assert.deepEqual(idsOf(file.rowsOf(a, 0, 30)), [20, 30]);
    assert.deepEqual(idsOf(file.rowsOf(a, 20, 30)), [30]);
    assert.deepEqual(idsOf(file.rowsOf(a, 0, 29)), [20]);
    assert.deepEqual(idsOf(file.rowsOf(destination('c'), 0, 99)), []);
    file.close();
  });

  it('looks up each next row where the last one was', () => {
    using directory = temporaryDirectory();
    const texts: string[] = [];
    class Watched extends loadSqlite().DatabaseSync {
      override prepare(sql: string): Statement {
        texts.push(sql);
        return super.prepare(sql);
      }
    }
    const path = leaveFile({ directory: directory.path, name: 'x.sqlite', rows: [rowOf(1, { to: a })] });
    const opened = openFiles(directory.path, {}, { DatabaseSync: Watched }).files.open('x.sqlite');
    assert.ok(opened.status === 'open');
    assert.deepEqual([...idsOf(opened.file.rowsAfter(0)), ...idsOf(opened.file.rowsOf(a, 0, 9))], [1, 1]);
    opened.file.abandon();

    const database = new (loadSqlite().DatabaseSync)(path);
    const lookups = texts.filter((text) => text.includes('id > ?'));
    const plans = lookups.map((text) =>
      database
        .prepare(`EXPLAIN QUERY PLAN ${text}`)
        .all(
          ...text
            .split('?')
            .slice(1)
            .map(() => 1),
        )
        .map(({ detail }) => detail)
        .join(),
    );
    database.close();

    assert.equal(plans.length, 2);
    // A second bound on the number would be the one that SQLite goes by.
    assert.doesNotMatch(plans[0]!, /(row)?id<\?/);
    assert.match(plans[1]!, /rows_of_stream \(stream=\? AND id>\? AND id<\?\)/);
  });

  it('removes rows, with their answers', () => {
    using directory = temporaryDirectory();
    const file = makeFile(directory.path);
    inTransaction(file, () => {
      for (const id of [1, 2]) file.insert(rowOf(id, { to: a, count: 5 }));
      file.markAnswered(1, [
        [0, 2],
        [4, 1],
      ]);
      file.markAnswered(3, [[0, 1]]);
    });
    const bytes = file.bytesOf(keyOf(a));

    const [first, second] = file.rowsAfter(0);
    assert.deepEqual(
      [first?.answered, second?.answered],
      [
        [
          [0, 2],
          [4, 1],
        ],
        [],
      ],
    );
    inTransaction(file, () => {
      file.remove(1);
      file.remove(99);
    });
    assert.deepEqual(idsOf(file.rowsAfter(0)), [2]);
    assert.equal(file.bytesOf(keyOf(a)), bytes - first!.body.length);
    assert.equal(file.isEmpty(), false);
    inTransaction(file, () => {
      file.remove(2);
      file.insert(rowOf(1, { to: a, count: 5 }));
    });

    assert.deepEqual([...file.rowsAfter(0)][0]?.answered, []);
    inTransaction(file, () => file.remove(1));
    assert.deepEqual([file.isEmpty(), file.bytesOf(keyOf(a))], [true, 0]);
    file.close();
  });

  it('selects the oldest and the newest, of one stream or of all', () => {
    using directory = temporaryDirectory();
    const file = makeFile(directory.path);
    assert.equal(file.pick('oldest', undefined), undefined);
    inTransaction(file, () => {
      for (const [id, to] of [
        [1, a],
        [2, b],
        [3, b],
        [4, a],
      ] as const)
        file.insert(rowOf(id, { to }));
    });

    assert.deepEqual(
      [undefined, keyOf(a), keyOf(b), keyOf(destination('c'))].map((key) => [
        file.pick('oldest', key)?.id,
        file.pick('newest', key)?.id,
      ]),
      [
        [1, 4],
        [1, 4],
        [2, 3],
        [undefined, undefined],
      ],
    );
    file.close();
  });

  it('keeps no state of a transaction that was rolled back', () => {
    using directory = temporaryDirectory();
    const file = makeFile(directory.path);

    assert.throws(
      () =>
        file.transaction(() => {
          file.insert(rowOf(1, { to: a }));
          throw new Error('no');
        }, true),
      /^Error: no$/,
    );

    assert.deepEqual([file.isEmpty(), file.bytesOf(keyOf(a)), idsOf(file.rowsOf(a, 0, 9))], [true, 0, []]);
    inTransaction(file, () => file.insert(rowOf(1, { to: a })));
    assert.deepEqual(idsOf(file.rowsOf(a, 0, 9)), [1]);
    file.close();
  });

  for (const [what, sql, events] of [
    ['more events than a block can hold', 'UPDATE rows SET events = 4000000000', MAX_ROW_EVENTS],
    ['more than a number can hold', `UPDATE rows SET events = ${2 ** 62}`, MAX_ROW_EVENTS],
    ['fewer than none', 'UPDATE rows SET events = -1', 0],
  ] as const) {
    it(`bounds the number of events of a row: ${what}`, () => {
      using directory = temporaryDirectory();
      const path = leaveFile({ directory: directory.path, name: 'x.sqlite', rows: [rowOf(1)] });
      change(path, sql);
      const opened = openFiles(directory.path).files.open('x.sqlite');
      assert.ok(opened.status === 'open');

      const [row] = opened.file.rowsAfter(0);

      assert.equal(row?.events, events);
      opened.file.abandon();
    });
  }

  for (const [what, first, count] of [
    ['below zero', 0, -4_000_000_000],
    ['beyond all events', 0, 4_000_000_000],
    ['before the first event', -4_000_000_000, 4_000_000_001],
    ['of more than a number can hold', 0, 2 ** 62],
    ['behind what a number can hold', 2 ** 62, 1],
  ] as const) {
    it(`bounds the answers of a row: a range ${what}`, () => {
      using directory = temporaryDirectory();
      const path = leaveFile({
        directory: directory.path,
        name: 'x.sqlite',
        rows: [{ ...rowOf(1), body: Buffer.from('no gzip'), events: 3 }],
      });
      change(path, `INSERT INTO answered VALUES (1, ${first}, ${count})`);
      const opened = openFiles(directory.path).files.open('x.sqlite');
      assert.ok(opened.status === 'open');

      const [row] = opened.file.rowsAfter(0);

      assert.ok(row !== undefined);
      for (const [from, length] of row.answered) assert.ok(from >= 0 && length >= 0 && from + length <= 3);
      // It cannot be read: it counts the largest possible number of events.
      assert.ok(timesOf(row, () => 0).length <= 3);
      opened.file.abandon();
    });
  }

  for (const [what, sql] of [
    ['the number of its stream', `UPDATE rows SET stream = ${2 ** 62} WHERE id = 2`],
    ['its own number', `UPDATE rows SET id = ${2 ** 62} WHERE id = 2`],
    ['its own number, which is below zero', 'UPDATE rows SET id = -2 WHERE id = 2'],
  ] as const) {
    it(`skips a row alone where damage has changed ${what}`, () => {
      using directory = temporaryDirectory();
      const path = leaveFile({
        directory: directory.path,
        name: 'x.sqlite',
        rows: [1, 2, 3].map((id) => rowOf(id)),
      });
      change(path, sql);
      const opened = openFiles(directory.path).files.open('x.sqlite');
      assert.ok(opened.status === 'open');

      const { file } = opened;

      assert.deepEqual(idsOf(file.rowsAfter(0)), [1, 3]);
      assert.deepEqual([file.pick('oldest', undefined)?.id, file.pick('newest', undefined)?.id], [1, 3]);
      const key = keyOf(rowOf(1).destination);
      assert.deepEqual([file.pick('oldest', key)?.id, file.pick('newest', key)?.id], [1, 3]);
      file.abandon();
    });
  }

  it('skips rows that belong to no stream', () => {
    using directory = temporaryDirectory();
    const path = leaveFile({
      directory: directory.path,
      name: 'x.sqlite',
      rows: [rowOf(1, { to: a }), rowOf(2, { to: b }), rowOf(3, { to: a })],
    });
    change(path, "DELETE FROM streams WHERE log_stream = 'b'");
    const opened = openFiles(directory.path).files.open('x.sqlite');
    assert.ok(opened.status === 'open');

    assert.deepEqual(idsOf(opened.file.rowsAfter(0)), [1, 3]);
    opened.file.abandon();
  });
});
