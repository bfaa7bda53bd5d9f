import assert from 'node:assert/strict';
import { createAckWriter } from '../../../../src/outbox/journal/spool/ack-writer.js';
import type { JournalFile } from '../../../../src/outbox/journal/spool/journal-file.js';
import type { JournalFiles } from '../../../../src/outbox/journal/spool/journal-files.js';
import { damageFile } from '../../../durable/helpers/damage.js';
import { temporaryDirectory } from '../../../durable/helpers/service.js';
import { describeWithSqlite } from '../../../durable/helpers/with-sqlite.js';
import { idsOf, inTransaction, openFiles, rowOf } from './helpers.js';

/** An error of SQLite, by its code. */
function sqliteError(errcode: number): Error {
  return Object.assign(new Error('on purpose'), { errcode });
}

/** A file whose transactions can be made to fail. */
function failing(own: JournalFile, errors: Error[], calls: string[] = []): JournalFile {
  return {
    ...own,
    transaction(work, durably) {
      calls.push('transaction');
      assert.equal(durably, false, 'no sync: after a power cut the events would be sent twice');
      const error = errors.shift();
      if (error !== undefined) throw error;
      own.transaction(work, durably);
    },
    checkpoint() {
      calls.push('checkpoint');
      own.checkpoint();
    },
  };
}

function withFile(files: JournalFiles, current: () => JournalFile | undefined): JournalFiles {
  return { ...files, current, setAsideOwn: files.setAsideOwn };
}

describeWithSqlite('ack-writer', import.meta.url, () => {
  it('removes finished rows, and records the answers of others', () => {
    using directory = temporaryDirectory();
    const { files } = openFiles(directory.path);
    const own = files.own();
    inTransaction(own, () => [1, 2, 3].forEach((id) => own.insert(rowOf(id, { count: 5 }))));

    createAckWriter(files)([
      { id: 1, events: 'all' },
      {
        id: 2,
        events: [
          [0, 2],
          [4, 1],
        ],
      },
      { id: 99, events: [[0, 1]] },
    ]);

    const [second, third] = own.rowsAfter(0);
    assert.deepEqual(
      [second?.answered, third?.answered],
      [
        [
          [0, 2],
          [4, 1],
        ],
        [],
      ],
    );
    files.close();
  });

  it('does nothing if nothing has an answer, or there is no file', () => {
    using directory = temporaryDirectory();
    const { files, replies } = openFiles(directory.path);
    const write = createAckWriter(files);

    write([]);
    write([{ id: 1, events: 'all' }]);

    assert.deepEqual([replies.length, files.current()], [0, undefined]);
  });

  it('makes room in the log and retries if the disk is full', () => {
    using directory = temporaryDirectory();
    const { files } = openFiles(directory.path);
    const own = files.own();
    inTransaction(own, () => own.insert(rowOf(1)));
    const calls: string[] = [];
    const file = failing(own, [sqliteError(13)], calls);

    createAckWriter(withFile(files, () => file))([{ id: 1, events: 'all' }]);

    assert.deepEqual(calls, ['transaction', 'checkpoint', 'transaction']);
    assert.equal(own.isEmpty(), true);
    files.close();
  });

  it('retries later what it cannot write, also if the file cannot be opened', () => {
    using directory = temporaryDirectory();
    const { files } = openFiles(directory.path);
    const own = files.own();
    inTransaction(own, () => [1, 2, 3].forEach((id) => own.insert(rowOf(id))));
    const full = sqliteError(13);
    const file = failing(own, [full, full]);
    let isBusy = false;
    const write = createAckWriter(
      withFile(files, () => {
        if (isBusy) throw new Error('busy');
        return file;
      }),
    );
    write([{ id: 1, events: 'all' }]);
    assert.deepEqual(idsOf(own.rowsAfter(0)), [1, 2, 3]);
    isBusy = true;
    write([{ id: 2, events: 'all' }]);
    isBusy = false;

    write([]);

    assert.deepEqual(idsOf(own.rowsAfter(0)), [3]);
    files.close();
  });

  it('sets aside a damaged file', () => {
    using directory = temporaryDirectory();
    const { files, replies, reported } = openFiles(directory.path);
    const own = files.own();
    inTransaction(own, () => {
      for (let id = 1; id <= 20; id++) own.insert(rowOf(id, { count: 10, bytes: 50_000 }));
    });
    own.checkpoint();
    damageFile(own.path, 1);

    createAckWriter(files)(Array.from({ length: 20 }, (_, index) => ({ id: index + 1, events: 'all' })));

    assert.deepEqual(replies.at(-1), { kind: 'lost' });
    assert.match(reported.join(), /^CWL_OUTBOX_\w+: .*malformed/);
    assert.equal(files.current(), undefined);
  });
});
