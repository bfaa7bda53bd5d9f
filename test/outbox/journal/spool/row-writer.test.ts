import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Destination } from '../../../../src/events/model.js';
import type { WhenFull } from '../../../../src/options/options.js';
import { keyOf } from '../../../../src/events/destination.js';
import type { Request, SpoolReply } from '../../../../src/outbox/journal/protocol.js';
import { packRow } from '../../../../src/outbox/journal/row-codec.js';
import type { JournalFile } from '../../../../src/outbox/journal/spool/journal-file.js';
import { createRowWriter } from '../../../../src/outbox/journal/spool/row-writer.js';
import type { Sqlite } from '../../../../src/outbox/journal/spool/sqlite.js';
import { damageFile } from '../../../durable/helpers/damage.js';
import { numbered } from '../../../durable/helpers/outbox.js';
import { temporaryDirectory } from '../../../durable/helpers/service.js';
import { describeWithSqlite } from '../../../durable/helpers/with-sqlite.js';
import { destinations, idsOf, leaveFile, openFiles, rowOf, watchCommits, type TestFiles } from './helpers.js';

const MIB = 1024 * 1024;
const [a, b] = destinations('a', 'b') as [Destination, Destination];

interface Given {
  readonly whenFull?: WhenFull;
  readonly sqlite?: Sqlite;
}

function setUp(directory: string, { whenFull = 'drop-newest', sqlite }: Given = {}) {
  const maxBytes = 16 * MIB;
  const opened: TestFiles = openFiles(directory, { maxBytes, whenFull }, sqlite);
  const { files, replies } = opened;
  const failing = new Set<string>();
  const settings = { directory, maxBytes, whenFull, fingerprint: '' };
  const insert = createRowWriter({ files, now: () => 7, failing, replies }, settings);
  let lastId = 0;
  return {
    ...opened,
    failing,
    /** Rows of ten events, 768 KiB on the disk if they are large; returns the replies. */
    insert(rows: number, to = a, { bytes = 99_900, hasOthers = true } = {}): SpoolReply[] {
      replies.length = 0;
      insert(
        Array.from({ length: rows }, (): Request<'insert'> => {
          const row = packRow(numbered(lastId * 10, 10, bytes)[0]!);
          return {
            kind: 'insert',
            id: ++lastId,
            destination: to,
            entity: undefined,
            count: 10,
            row,
            hasOthers,
          };
        }),
      );
      return [...replies];
    },
    own: () => idsOf(files.current()!.rowsAfter(0)),
    hold(name: string): void {
      const left = files.open(name);
      assert.ok(left.status === 'open');
      files.leftOvers.push({ name, file: left.file, movedTo: 0 });
    },
  };
}

function kindsOf(replies: readonly SpoolReply[]): string[] {
  return replies.map(({ kind }) => kind);
}

/** Ids of what was dropped. */
function droppedIn(replies: readonly SpoolReply[]): (number | undefined)[] {
  return replies.flatMap((reply) => (reply.kind === 'dropped' ? [reply.id] : []));
}

/** A file whose transactions can be made to fail. */
function failOn(own: JournalFile, shouldFail: (nth: number) => Error | undefined): void {
  const { transaction } = own;
  let nth = 0;
  Object.assign(own, {
    transaction(work: () => void, durably: boolean) {
      const error = shouldFail(++nth);
      transaction(() => {
        work();
        if (error !== undefined) throw error;
      }, durably);
    },
  });
}

describeWithSqlite('row-writer', import.meta.url, () => {
  it('syncs what it says is stored', () => {
    using directory = temporaryDirectory();
    const { sqlite, commits } = watchCommits();
    const { files, insert } = setUp(directory.path, { sqlite });

    assert.deepEqual(kindsOf(insert(2, a, { bytes: 10 })), ['file', 'inserted', 'inserted']);

    assert.deepEqual(commits, [[basename(files.current()!.path), true]]);
    files.close();
  });

  it('stores rows under their ids, and reports it', () => {
    using directory = temporaryDirectory();
    const { files, insert, own } = setUp(directory.path);

    const replies = insert(3, a, { bytes: 10 });

    assert.deepEqual(kindsOf(replies), ['file', 'inserted', 'inserted', 'inserted']);
    assert.deepEqual(own(), [1, 2, 3]);
    assert.equal([...files.current()!.rowsAfter(0)][0]?.events, 10);
    files.close();
  });

  it('uses one transaction for rows that arrive together, while the log stays small', () => {
    using directory = temporaryDirectory();
    const { files, insert } = setUp(directory.path);
    let transactions = 0;
    failOn(files.own(), () => {
      transactions++;
      return undefined;
    });

    insert(50, a, { bytes: 10 });
    assert.equal(transactions, 1);
    insert(4);

    // Two large rows are the mebibyte that ends one.
    assert.equal(transactions, 3);
    files.close();
  });

  it("refuses with 'drop-newest' rows that do not fit, and accepts later ones that do", () => {
    using directory = temporaryDirectory();
    const { files, insert, own } = setUp(directory.path);
    const replies = insert(20);
    const stored = own().length;

    assert.ok(stored >= 14 && stored < 17, `${stored} rows`);
    assert.equal(kindsOf(replies).filter((kind) => kind === 'refused').length, 20 - stored);
    assert.deepEqual(droppedIn(replies), []);
    assert.deepEqual(kindsOf(insert(1, a, { bytes: 10 })), ['inserted']);
    files.close();
  });

  it("makes room with 'drop-oldest' from its oldest rows, and reports their events", () => {
    using directory = temporaryDirectory();
    const { files, insert, own } = setUp(directory.path, { whenFull: 'drop-oldest' });
    const replies = insert(20);

    const dropped = droppedIn(replies);
    assert.deepEqual(
      dropped,
      Array.from({ length: dropped.length }, (_, index) => index + 1),
    );
    assert.deepEqual(
      own(),
      Array.from({ length: 20 - dropped.length }, (_, index) => dropped.length + index + 1),
    );
    const first = replies.find((reply) => reply.kind === 'dropped');
    assert.deepEqual(
      { ...first, times: first?.times.length },
      { kind: 'dropped', destination: a, id: 1, reason: 'outbox_full', times: 10 },
    );
    assert.ok(files.usedBytes() <= files.allowedBytes());
    files.close();
  });

  it('leaves half of the room to others for a failing stream, if there are others', () => {
    using directory = temporaryDirectory();
    const { files, failing, insert, own } = setUp(directory.path);
    failing.add(keyOf(a));
    insert(20);
    const half = own().length;
    assert.ok(half >= 7 && half < 9, `${half} rows`);

    insert(20, a, { hasOthers: false });

    assert.ok(own().length >= 14);
    files.close();
  });

  it('makes room from the newest rows of a failing stream, for one that does not fail', () => {
    using directory = temporaryDirectory();
    const { files, failing, insert } = setUp(directory.path);
    insert(12);
    failing.add(keyOf(a));

    const replies = insert(6, b);

    assert.deepEqual(droppedIn(replies).slice(0, 2), [12, 11]);
    assert.equal(kindsOf(replies).filter((kind) => kind === 'inserted').length, 6);
    files.close();
  });

  it('makes room from left-over rows first, in pieces, and reports them without an id', () => {
    using directory = temporaryDirectory();
    leaveFile({
      directory: directory.path,
      name: 'left.sqlite',
      rows: Array.from({ length: 12 }, (_, index) =>
        rowOf(index + 1, { to: b, first: index * 10, count: 10, bytes: 50_000 }),
      ),
    });
    const { files, insert, own, hold } = setUp(directory.path, { whenFull: 'drop-oldest' });
    hold('left.sqlite');

    const replies = insert(12);

    const dropped = replies.filter((reply) => reply.kind === 'dropped');
    assert.ok(dropped.length > 0);
    for (const { id, destination, times } of dropped)
      assert.deepEqual([id, destination, times.length], [undefined, b, 10]);
    assert.equal(own().length, 12);
    const [leftOver] = files.leftOvers;
    assert.deepEqual(
      idsOf(leftOver!.file.rowsAfter(0)),
      Array.from({ length: 12 - dropped.length }, (_, index) => dropped.length + index + 1),
    );
    assert.ok(files.usedBytes() <= files.allowedBytes() + MIB);
    files.close();
  });

  it('stores rows separately if they cannot be stored together, and reports which failed', () => {
    using directory = temporaryDirectory();
    const { files, insert, own } = setUp(directory.path);
    insert(1, a, { bytes: 10 });
    // All together, then the second alone.
    failOn(files.own(), (nth) => (nth === 1 || nth === 3 ? new Error('EIO') : undefined));

    const replies = insert(3, a, { bytes: 10 });

    assert.deepEqual(replies, [
      { kind: 'inserted', id: 2 },
      { kind: 'failed', id: 3, message: 'EIO' },
      { kind: 'inserted', id: 4 },
    ]);
    assert.deepEqual(own(), [1, 2, 4]);
    files.close();
  });

  it('withdraws the replies of a failed transaction: what it dropped is still there', () => {
    using directory = temporaryDirectory();
    const { files, insert, own } = setUp(directory.path, { whenFull: 'drop-oldest' });
    assert.ok(kindsOf(insert(20)).includes('dropped'));
    const before = own();
    failOn(files.own(), () => new Error('EIO'));

    const replies = insert(2);

    assert.deepEqual(kindsOf(replies), ['failed', 'failed']);
    assert.deepEqual(own(), before);
    files.close();
  });

  it('withdraws a refusal of a failed transaction', () => {
    using directory = temporaryDirectory();
    const { files, insert } = setUp(directory.path);
    assert.equal(kindsOf(insert(20)).at(-1), 'refused');
    failOn(files.own(), () => new Error('EIO'));

    assert.deepEqual(kindsOf(insert(2)), ['failed', 'failed']);
    files.close();
  });

  it('reports what left the file of another process, also if its own transaction fails', () => {
    using directory = temporaryDirectory();
    leaveFile({
      directory: directory.path,
      name: 'left.sqlite',
      rows: Array.from({ length: 12 }, (_, index) => rowOf(index + 1, { to: b, count: 10, bytes: 99_900 })),
    });
    const { files, insert, hold } = setUp(directory.path, { whenFull: 'drop-oldest' });
    insert(4);
    hold('left.sqlite');
    failOn(files.own(), () => new Error('EIO'));

    const replies = insert(1);

    const dropped = replies.filter((reply) => reply.kind === 'dropped');
    const left = idsOf(files.leftOvers[0]!.file.rowsAfter(0)).length;
    assert.ok(left < 12);
    assert.deepEqual(
      dropped.map(({ id }) => id),
      Array(12 - left).fill(undefined),
    );
    assert.equal(kindsOf(replies).at(-1), 'failed');
    files.close();
  });

  it('takes no more than a piece of left-over rows at once', () => {
    using directory = temporaryDirectory();
    leaveFile({
      directory: directory.path,
      name: 'left.sqlite',
      rows: Array.from({ length: 400 }, (_, index) => rowOf(index + 1, { to: b, bytes: 20_000 })),
    });
    const { files, insert, hold } = setUp(directory.path, { whenFull: 'drop-oldest' });
    hold('left.sqlite');
    const rows = [...files.leftOvers[0]!.file.rowsAfter(0)];
    const piece = Math.ceil((256 * 1024) / rows[0]!.body.length);

    const count = Array.from({ length: 20 }, () => droppedIn(insert(1)).length).find((many) => many > 0) ?? 0;

    assert.ok(count > 0 && count % piece === 0, `${count} rows of pieces of ${piece}`);
    assert.ok(count * rows[0]!.body.length < 2 * MIB);
    files.close();
  });

  it('counts left-over rows of a failing stream, and drops its newest, which are in our file', () => {
    using directory = temporaryDirectory();
    leaveFile({
      directory: directory.path,
      name: 'left.sqlite',
      rows: Array.from({ length: 8 }, (_, index) => rowOf(index + 1, { to: a, count: 10, bytes: 99_900 })),
    });
    const { files, failing, insert, hold } = setUp(directory.path);
    insert(6);
    hold('left.sqlite');
    failing.add(keyOf(a));

    assert.deepEqual(kindsOf(insert(1)), ['refused']);
    const replies = insert(8, b);

    const dropped = droppedIn(replies);
    assert.deepEqual(dropped.slice(0, 2), [6, 5]);
    files.close();
  });

  it('reports for each row that the disk refuses a file', () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, 'file');
    writeFileSync(path, '');
    const { insert } = setUp(path);

    const replies = insert(2, a, { bytes: 10 });

    assert.deepEqual(kindsOf(replies), ['failed', 'failed']);
    assert.ok(replies.every((reply) => reply.kind === 'failed' && /is a file/.test(reply.message)));
  });

  it('continues in another file if ours is damaged', () => {
    using directory = temporaryDirectory();
    const { files, insert, own, reported } = setUp(directory.path);
    insert(4, a, { bytes: 10 });
    failOn(files.own(), () => Object.assign(new Error('malformed'), { errcode: 11 }));

    const replies = insert(2, a, { bytes: 10 });

    assert.deepEqual(kindsOf(replies), ['lost', 'file', 'inserted', 'inserted']);
    assert.deepEqual(own(), [5, 6]);
    assert.match(reported.join(), /CWL_OUTBOX_FILE_SET_ASIDE: .* is damaged \(malformed\)/);
    assert.equal(directory.files().filter((name) => name.includes('.damaged-')).length, 1);
    files.close();
  });

  it('sets aside only a damaged file of another process, within its own transaction', () => {
    using directory = temporaryDirectory();
    const path = leaveFile({
      directory: directory.path,
      name: 'left.sqlite',
      rows: Array.from({ length: 4 }, (_, index) => rowOf(index + 1, { to: b, count: 10, bytes: 99_900 })),
    });
    const { files, insert, own, hold, reported } = setUp(directory.path, { whenFull: 'drop-oldest' });
    hold('left.sqlite');
    damageFile(path, 1);
    let stored = 0;

    for (let round = 0; files.leftOvers.length > 0; round++) {
      assert.ok(round < 20, 'the damage shows');
      const replies = insert(2);
      stored += kindsOf(replies).filter((kind) => kind === 'inserted').length;
      stored -= droppedIn(replies).length;
      assert.ok(!kindsOf(replies).includes('lost'));
    }

    assert.equal(own().length, stored);
    assert.match(reported.join(), /CWL_OUTBOX_FILE_SET_ASIDE: .*"left\.sqlite" .* is damaged/);
    files.close();
  });
});
