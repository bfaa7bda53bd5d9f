import assert from 'node:assert/strict';
import type { Message } from '../../../../src/messages/message.js';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Destination } from '../../../../src/events/model.js';
import { keyOf } from '../../../../src/events/destination.js';
import { ARRIVAL_STEP } from '../../../../src/outbox/journal/arrivals.js';
import { RECOVERED_ROWS, type Owner, type Reply } from '../../../../src/outbox/journal/protocol.js';
import { createLeftOverRecovery } from '../../../../src/outbox/journal/spool/left-over-recovery.js';
import { createRowReader } from '../../../../src/outbox/journal/spool/row-reader.js';
import { MAX_ROW_EVENTS } from '../../../../src/outbox/journal/spool/row-table.js';
import { loadSqlite, type Sqlite } from '../../../../src/outbox/journal/spool/sqlite.js';
import { timesOf } from '../../../../src/outbox/journal/spool/stored-events.js';
import { damageTable } from '../../../durable/helpers/damage.js';
import { temporaryDirectory } from '../../../durable/helpers/service.js';
import { describeWithSqlite } from '../../../durable/helpers/with-sqlite.js';
import {
  destinations,
  idsOf,
  inTransaction,
  leaveFile,
  makeFile,
  openFiles,
  rowOf,
  watchCommits,
} from './helpers.js';
import { lineOf } from '../../../helpers/message.js';

const MIB = 1024 * 1024;
const OWNER: Owner = { endpoint: 'https://x', region: 'r', account: 'a' };
const NOW = 1_000_000_000;
const [a, b] = destinations('a', 'b') as [Destination, Destination];

interface Given {
  readonly owner?: Owner | 'unknown';
  readonly maxBytes?: number;
  readonly sqlite?: Sqlite;
}

function setUp(directory: string, { owner = OWNER, maxBytes = 64 * MIB, sqlite }: Given = {}) {
  const opened = openFiles(directory, { maxBytes }, sqlite);
  const { files, replies, reported } = opened;
  if (owner !== 'unknown') files.owner = owner;
  let firstId = 0;
  const parts = {
    files,
    now: () => NOW,
    reply: (reply: (typeof replies)[number]) => void replies.push(reply),
    errorOnce: (message: Message) => void reported.push(lineOf(message)),
  };
  const recoverInto = createLeftOverRecovery(parts, {
    directory,
    maxBytes,
    whenFull: 'drop-newest',
    fingerprint: 'ours',
  });
  function recover(): Reply<'recovered'> {
    replies.length = 0;
    recoverInto((firstId += RECOVERED_ROWS * ARRIVAL_STEP));
    const reply = replies.at(-1);
    assert.ok(reply?.kind === 'recovered');
    return reply;
  }
  return {
    ...opened,
    recover,
    /** Recovers until nothing is left; returns what came. */
    recoverAll(): Reply<'recovered'>['backlogs'][number][] {
      const backlogs: Reply<'recovered'>['backlogs'][number][] = [];
      for (let steps = 0; ; steps++) {
        assert.ok(steps < 100, 'it ends');
        const { backlogs: found, rest } = recover();
        backlogs.push(...found);
        if (rest === 'none') return backlogs;
      }
    },
    own: () => idsOf(files.current()?.rowsAfter(0) ?? []),
    read: createRowReader(parts),
  };
}

function fail(): never {
  throw new Error('EIO');
}

function change(path: string, sql: string): void {
  const database = new (loadSqlite().DatabaseSync)(path);
  database.exec(sql);
  database.close();
}

describeWithSqlite('left-over-recovery', import.meta.url, () => {
  it('moves rows into our file under the given ids, and removes the old file', () => {
    using directory = temporaryDirectory();
    const entity = { name: 'shop', environment: 'prod', attributes: { PlatformType: 'AWS::EC2' } };
    const left = makeFile(directory.path, 'left.sqlite');
    inTransaction(left, () => {
      left.insert({ ...rowOf(5, { to: a, count: 3 }), entity });
      left.insert(rowOf(6, { to: b, count: 4 }));
      left.insert({ ...rowOf(7, { to: a, count: 5 }), entity });
      left.markAnswered(7, [[1, 2]]);
    });
    left.close();
    const { files, recover, own } = setUp(directory.path);

    const { backlogs, rest } = recover();

    const [first, second, third] = [0, 1, 2].map((nth) => (RECOVERED_ROWS + nth) * ARRIVAL_STEP);
    assert.deepEqual(backlogs, [
      { destination: a, entity, rows: 2, events: 6, first, last: third },
      { destination: b, entity: undefined, rows: 1, events: 4, first: second, last: second },
    ]);
    assert.deepEqual(own(), [first, second, third]);
    assert.deepEqual([...files.current()!.rowsAfter(second!)][0]?.answered, [[1, 2]]);
    assert.equal(rest, 'more');
    assert.deepEqual(recover(), { kind: 'recovered', backlogs: [], rest: 'none' });
    assert.equal(existsSync(left.path), false);
    files.close();
  });

  it('keeps the entity of a stream that has rows of our own, also if that is none', () => {
    using directory = temporaryDirectory();
    const left = makeFile(directory.path, 'left.sqlite');
    const [before, now] = ['before', 'now'].map((name) => ({ name, environment: 'prod' }));
    const c = { ...a, logStreamName: 'c' };
    inTransaction(left, () => {
      for (const [index, to] of [a, b, c].entries())
        left.insert({ ...rowOf(index + 1, { to }), entity: before });
    });
    left.close();
    const { files, recover } = setUp(directory.path);
    inTransaction(files.own(), () => {
      files.own().insert({ ...rowOf(1, { to: a }), entity: now });
      files.own().insert(rowOf(2, { to: b }));
    });

    recover();

    const rows = [...files.current()!.rowsAfter(0)];
    assert.deepEqual(
      [a, b, c].map((to) =>
        rows.filter((row) => keyOf(row.destination) === keyOf(to)).map(({ entity }) => entity),
      ),
      [[now, now], [undefined, undefined], [before]],
    );
    files.close();
  });

  it('syncs rows in our file before it removes them from the other', () => {
    using directory = temporaryDirectory();
    leaveFile({ directory: directory.path, name: 'left.sqlite', rows: [rowOf(1)] });
    const { sqlite, commits } = watchCommits();
    const { files, recoverAll } = setUp(directory.path, { sqlite });

    recoverAll();

    assert.deepEqual(commits, [
      [basename(files.current()!.path), true],
      ['left.sqlite', false],
    ]);
    files.close();
  });

  it('moves a large file piece by piece, and file after file, the youngest first', () => {
    using directory = temporaryDirectory();
    for (const [name, first, count] of [
      ['1.sqlite', 100, 1],
      ['2.sqlite', 0, RECOVERED_ROWS + 10],
    ] as const) {
      const rows = Array.from({ length: count }, (_, index) => rowOf(index + 1, { first: first + index }));
      leaveFile({ directory: directory.path, name, rows });
    }
    const { files, recover, own } = setUp(directory.path);

    const counts: number[] = [];
    for (let rest = 'more'; rest === 'more';) {
      const step = recover();
      counts.push(step.backlogs.reduce((sum, { rows }) => sum + rows, 0));
      rest = step.rest;
    }

    assert.deepEqual(
      counts.filter((count) => count > 0),
      [RECOVERED_ROWS, 10, 1],
    );
    assert.deepEqual(
      own(),
      own().toSorted((x, y) => x - y),
    );
    files.close();
  });

  it('keeps the order of rows if the process that moved them ended in between', () => {
    using directory = temporaryDirectory();
    const rows = Array.from({ length: RECOVERED_ROWS + 10 }, (_, index) =>
      rowOf(index + 1, { first: index }),
    );
    leaveFile({ directory: directory.path, name: '1.sqlite', rows });
    const first = setUp(directory.path);
    first.recover();
    const moved = first.own().length;
    first.files.close();

    const next = setUp(directory.path);
    next.recoverAll();

    const times = Array.from(next.files.current()!.rowsAfter(0), (row) => timesOf(row, () => NOW)[0]!);
    assert.deepEqual([moved, times.length], [RECOVERED_ROWS, RECOVERED_ROWS + 10]);
    assert.deepEqual(
      times,
      times.toSorted((x, y) => x - y),
    );
    next.files.close();
  });

  it('moves one transaction of rows at once, and less if the disk is full', () => {
    using directory = temporaryDirectory();
    const rows = Array.from({ length: 15 }, (_, index) => rowOf(index + 1, { count: 10, bytes: 60_000 }));
    leaveFile({ directory: directory.path, name: 'left.sqlite', rows });
    const { files, recover } = setUp(directory.path, { maxBytes: 16 * MIB });
    // Of 12 MiB for rows, a mebibyte at once.
    assert.equal(recover().backlogs[0]?.rows, 3);

    const others = Array.from({ length: 16 }, (_, index) => rowOf(index + 1, { count: 10, bytes: 60_000 }));
    inTransaction(files.own(), () => {
      for (const row of others) files.own().insert(row);
    });

    assert.equal(recover().backlogs[0]?.rows, 1);
    files.close();
  });

  it('moves nothing while the owner is not known', () => {
    using directory = temporaryDirectory();
    leaveFile({ directory: directory.path, name: 'left.sqlite', rows: [rowOf(1)] });
    const { files, recover } = setUp(directory.path, { owner: 'unknown' });
    assert.deepEqual(recover(), { kind: 'recovered', backlogs: [], rest: 'none' });

    files.owner = OWNER;

    assert.equal(recover().backlogs.length, 1);
    files.close();
  });

  it('renames a file whose rows are damaged, and continues with the others', () => {
    using directory = temporaryDirectory();
    const rows = Array.from({ length: 5 }, (_, index) => rowOf(index + 1));
    damageTable(leaveFile({ directory: directory.path, name: '1.sqlite', rows }), 'rows');
    leaveFile({ directory: directory.path, name: '2.sqlite', rows: [rowOf(1)] });
    const { files, recoverAll, reported } = setUp(directory.path);

    const backlogs = recoverAll();

    assert.deepEqual(
      backlogs.map(({ events }) => events),
      [1],
    );
    assert.match(directory.files().join(), /1\.sqlite\.damaged-\d+/);
    assert.match(reported.join(), /CWL_OUTBOX_FILE_SET_ASIDE: .*"1\.sqlite" .*damaged/);
    files.close();
  });

  it('sets aside a file that fails to be read three times', () => {
    using directory = temporaryDirectory();
    const rows = [rowOf(1), rowOf(2)];
    leaveFile({ directory: directory.path, name: 'left.sqlite', rows });
    const { files, recover, reported } = setUp(directory.path);
    const { open } = files;
    files.open = (name) => {
      const opened = open(name);
      if (opened.status !== 'open') return opened;
      return { status: 'open', file: { ...opened.file, rowsAfter: fail } };
    };

    assert.deepEqual(
      [1, 2, 3].map(() => recover().rest),
      ['more', 'more', 'none'],
    );

    assert.deepEqual(directory.files(), ['left.sqlite.damaged-0']);
    assert.match(reported.join(), /CWL_OUTBOX_FILE_SET_ASIDE: .*\(EIO\)/);
  });

  it('opens at most sixteen files, and the rest after them', () => {
    using directory = temporaryDirectory();
    for (let nth = 0; nth < 20; nth++) {
      const name = `${String(nth).padStart(2, '0')}.sqlite`;
      leaveFile({ directory: directory.path, name, rows: [rowOf(1)] });
    }
    const { files, recover, recoverAll } = setUp(directory.path);

    const first = recover();
    assert.deepEqual([files.leftOvers.length, first.rest], [16, 'more']);

    assert.equal([...first.backlogs, ...recoverAll()].length, 20);
    files.close();
  });

  it('ends if our own disk fails, and loses nothing', () => {
    using directory = temporaryDirectory();
    leaveFile({ directory: directory.path, name: 'left.sqlite', rows: [rowOf(1)] });
    const { files, recover, recoverAll } = setUp(directory.path);
    const { own } = files;
    files.own = () => {
      throw new Error('ENOSPC');
    };

    assert.deepEqual(recover(), { kind: 'recovered', backlogs: [], rest: 'none' });
    files.own = own;

    assert.equal(recoverAll()[0]?.events, 1);
    files.close();
  });

  describe('bounds the cost of a damaged row', () => {
    for (const [what, sql, events] of [
      [
        'that says it has 4,000,000,000 events',
        'UPDATE rows SET events = 4000000000 WHERE id = 2',
        MAX_ROW_EVENTS,
      ],
      [
        'that says it has more events than a number can hold',
        `UPDATE rows SET events = ${2 ** 62} WHERE id = 2`,
        MAX_ROW_EVENTS,
      ],
      [
        'that says it has more bytes than a number can hold',
        `UPDATE rows SET bytes = ${2 ** 62} WHERE id = 2`,
        10,
      ],
      ['that says it has fewer than none', 'UPDATE rows SET events = -4000000000 WHERE id = 2', 0],
      [
        'of which -4,000,000,000 events have their answer',
        'INSERT INTO answered VALUES (2, 0, -4000000000)',
        10,
      ],
      [
        'of which 4,000,000,000 events have their answer',
        'INSERT INTO answered VALUES (2, 0, 4000000000)',
        10,
      ],
    ] as const) {
      it(`one ${what}`, () => {
        using directory = temporaryDirectory();
        const path = leaveFile({
          directory: directory.path,
          name: 'left.sqlite',
          rows: [1, 2, 3].map((id) => rowOf(id, { to: id === 2 ? b : a, first: id * 10, count: 10 })),
        });
        change(path, sql);
        const { files, recoverAll, read, replies } = setUp(directory.path);

        const backlogs = recoverAll();
        assert.deepEqual(
          backlogs.map(({ destination: { logStreamName }, events: count }) => [logStreamName, count]),
          [
            ['a', 20],
            ['b', events],
          ],
        );

        replies.length = 0;
        for (const to of [a, b])
          read({ kind: 'read', destination: to, after: 0, upTo: Number.MAX_SAFE_INTEGER, most: 'piece' });
        const [rows] = replies;
        assert.ok(rows?.kind === 'rows' && rows.rows.length === 2);
        for (const reply of replies)
          if (reply.kind === 'dropped') assert.ok(reply.times.length <= MAX_ROW_EVENTS);
        files.close();
      });
    }

    for (const [what, sql] of [
      ['of a stream that is not there', 'UPDATE rows SET stream = 99 WHERE id = 2'],
      ['whose number is below zero', 'UPDATE rows SET id = -2 WHERE id = 2'],
      ['whose number is larger than a number can be', `UPDATE rows SET id = ${2 ** 62} WHERE id = 2`],
    ] as const) {
      it(`one ${what}: the others move, and the file is renamed with it`, () => {
        using directory = temporaryDirectory();
        const path = leaveFile({
          directory: directory.path,
          name: 'left.sqlite',
          rows: [rowOf(1), rowOf(2), rowOf(3)],
        });
        change(path, sql);
        const { files, recoverAll, own, reported } = setUp(directory.path);

        recoverAll();

        assert.equal(own().length, 2);
        assert.match(directory.files().join(), /left\.sqlite\.damaged-\d+/);
        assert.match(reported.join(), /CWL_OUTBOX_FILE_SET_ASIDE: .*"left\.sqlite"/);
        files.close();
      });
    }

    it('one whose body unpacks to more than 16 MiB', () => {
      using directory = temporaryDirectory();
      const body = gzipSync(Buffer.alloc(200 * MIB));
      leaveFile({
        directory: directory.path,
        name: 'left.sqlite',
        rows: [rowOf(1), { ...rowOf(2), events: 7, body }, rowOf(3)],
      });
      const { files, recoverAll, read, replies } = setUp(directory.path);
      assert.equal(recoverAll()[0]?.events, 9);

      replies.length = 0;
      read({
        kind: 'read',
        destination: rowOf(1).destination,
        after: 0,
        upTo: Number.MAX_SAFE_INTEGER,
        most: 'piece',
      });

      const [dropped, rows] = replies;
      assert.ok(dropped?.kind === 'dropped' && dropped.reason === 'damaged');
      assert.deepEqual(dropped.times, Array(7).fill(NOW));
      assert.ok(rows?.kind === 'rows' && rows.rows.length === 2);
      files.close();
    });
  });
});
