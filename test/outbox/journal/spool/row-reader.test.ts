import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Request, SpoolReply } from '../../../../src/outbox/journal/protocol.js';
import type { JournalFile } from '../../../../src/outbox/journal/spool/journal-file.js';
import { createRowReader } from '../../../../src/outbox/journal/spool/row-reader.js';
import { textsOf } from '../../../durable/helpers/outbox.js';
import { temporaryDirectory } from '../../../durable/helpers/service.js';
import { describeWithSqlite } from '../../../durable/helpers/with-sqlite.js';
import { destination } from '../../../helpers/events.js';
import { idsIn, idsOf, inTransaction, openFiles, rowOf } from './helpers.js';
import { lineOf } from '../../../helpers/message.js';

const MIB = 1024 * 1024;
const to = destination();

function setUp(directory: string) {
  const { files, replies, reported } = openFiles(directory);
  const read = createRowReader({
    files,
    now: () => 7,
    reply: (reply) => void replies.push(reply),
    errorOnce: (message) => void reported.push(lineOf(message)),
  });
  return {
    files,
    replies,
    reported,
    /** The reports about a read. */
    read(more: Partial<Request<'read'>> = {}): SpoolReply[] {
      replies.length = 0;
      read({ kind: 'read', destination: to, after: 0, upTo: 1_000, most: 'piece', ...more });
      return [...replies];
    },
  };
}

describeWithSqlite('row-reader', import.meta.url, () => {
  it('returns rows with their events, and how far it has read', () => {
    using directory = temporaryDirectory();
    const { files, read } = setUp(directory.path);
    const own = files.own();
    inTransaction(own, () => {
      own.insert(rowOf(1, { count: 3 }));
      own.insert(rowOf(2, { to: destination('other') }));
      own.insert(rowOf(3, { first: 3, count: 2 }));
      own.markAnswered(1, [[1, 1]]);
    });

    const [all, ...others] = read();

    assert.deepEqual(others, []);
    assert.ok(all?.kind === 'rows' && all.upTo === 1_000);
    assert.deepEqual(
      all.rows.map(({ id, events }) => [id, textsOf(events)]),
      [
        [1, ['0', '2']],
        [3, ['3', '4']],
      ],
    );
    const [first] = read({ most: 'row' });
    assert.ok(first?.kind === 'rows' && first.upTo === 1);
    const [bounded] = read({ after: 1, upTo: 2 });
    assert.ok(bounded?.kind === 'rows' && bounded.upTo === 2 && bounded.rows.length === 0);
    files.close();
  });

  it('ends a piece with the row that makes it a mebibyte, or 4,096 events', () => {
    using directory = temporaryDirectory();
    const { files, read } = setUp(directory.path);
    const own = files.own();
    inTransaction(own, () => {
      for (let id = 1; id <= 4; id++) own.insert(rowOf(id, { count: 10, bytes: 60_000 }));
      for (let id = 11; id <= 14; id++) own.insert(rowOf(id, { count: 3_000 }));
    });

    assert.deepEqual(idsIn(read()[0]), [1, 2]);
    assert.deepEqual(idsIn(read({ after: 10 })[0]), [11, 12]);
    files.close();
  });

  it('returns no rows without a file, or without such a stream', () => {
    using directory = temporaryDirectory();
    const { files, read } = setUp(directory.path);
    const none = { kind: 'rows', destination: to, rows: [], upTo: 9 };

    assert.deepEqual(read({ upTo: 9 }), [none]);
    files.own();

    assert.deepEqual(read({ upTo: 9 }), [none]);
    files.close();
  });

  for (const [what, body] of [
    ['is no gzip', randomBytes(30)],
    ['is of no bytes', new Uint8Array(0)],
    ['unpacks to no row', gzipSync(randomBytes(1_000))],
    ['unpacks to more than 16 MiB', gzipSync(Buffer.alloc(16 * MIB + 1))],
  ] as const) {
    it(`drops only a row that ${what}, and counts its events without an answer`, () => {
      using directory = temporaryDirectory();
      const { files, reported, read } = setUp(directory.path);
      const own = files.own();
      inTransaction(own, () => {
        own.insert(rowOf(1));
        own.insert({ ...rowOf(2), events: 5, body });
        own.insert(rowOf(3));
        own.markAnswered(2, [[0, 2]]);
      });

      const [dropped, rows] = read();

      assert.deepEqual(dropped, {
        kind: 'dropped',
        destination: to,
        id: 2,
        reason: 'damaged',
        times: [7, 7, 7],
      });
      assert.deepEqual(idsIn(rows), [1, 3]);
      assert.deepEqual(idsOf(own.rowsAfter(0)), [1, 3]);
      assert.match(reported.join(), /CWL_OUTBOX_EVENTS_DAMAGED: .*\b3 events/);
      files.close();
    });
  }

  it('returns nothing for a file that fails, and gives it up after three failures in a row', () => {
    using directory = temporaryDirectory();
    const { files, reported, read } = setUp(directory.path);
    const own = files.own();
    inTransaction(own, () => own.insert(rowOf(1)));
    let fails = true;
    const { rowsOf } = own;
    Object.assign(own, {
      rowsOf(...args: Parameters<JournalFile['rowsOf']>) {
        if (fails) throw new Error('EIO');
        return rowsOf(...args);
      },
    });
    const notRead = { kind: 'not read', destination: to };
    for (let time = 0; time < 2; time++) assert.deepEqual(read(), [notRead]);
    fails = false;
    assert.deepEqual(idsIn(read()[0]), [1]);
    fails = true;
    for (let time = 0; time < 2; time++) assert.deepEqual(read(), [notRead]);
    assert.match(reported.join(), /CWL_OUTBOX_READ_FAILED: .*\(EIO\)/);

    assert.deepEqual(read(), [notRead, { kind: 'lost' }]);

    assert.match(reported.join(), /CWL_OUTBOX_FILE_SET_ASIDE: .*\(EIO\)/);
  });

  it('sets aside a damaged file at once', () => {
    using directory = temporaryDirectory();
    const { files, read } = setUp(directory.path);
    const own = files.own();
    Object.assign(own, {
      rowsOf() {
        throw Object.assign(new Error('malformed'), { errcode: 11 });
      },
    });

    assert.deepEqual(
      read().map(({ kind }) => kind),
      ['not read', 'lost'],
    );
  });
});
