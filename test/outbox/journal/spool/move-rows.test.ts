import assert from 'node:assert/strict';
import { moveRows } from '../../../../src/outbox/journal/spool/move-rows.js';
import { temporaryDirectory } from '../../../durable/helpers/service.js';
import { describeWithSqlite } from '../../../durable/helpers/with-sqlite.js';
import { destination } from '../../../helpers/events.js';
import { idsOf, inTransaction, makeFile, rowOf } from './helpers.js';

function setUp(directory: string) {
  const [from, to] = [makeFile(directory, 'from.sqlite'), makeFile(directory, 'to.sqlite')];
  inTransaction(from, () => {
    for (const id of [1, 2, 3]) from.insert(rowOf(id, { to: destination(`s${id}`), count: 4 }));
    from.markAnswered(2, [[1, 2]]);
  });
  return { from, to };
}

describeWithSqlite('move-rows', import.meta.url, () => {
  for (const [pieces, bytes] of [
    ['one transaction', 1e6],
    ['a transaction for each row', 1],
  ] as const) {
    it(`moves rows with their answers, in ${pieces}, and removes the file`, () => {
      using directory = temporaryDirectory();
      const { from, to } = setUp(directory.path);
      const durable: boolean[] = [];
      const counted = {
        ...to,
        transaction(...args: Parameters<typeof to.transaction>) {
          durable.push(args[1]);
          to.transaction(...args);
        },
      };

      moveRows(from, counted, bytes);

      const rows = [...to.rowsAfter(0)];
      assert.deepEqual(
        rows.map(({ id, destination: { logStreamName }, events, answered }) => [
          id,
          logStreamName,
          events,
          answered,
        ]),
        [
          [1, 's1', 4, []],
          [2, 's2', 4, [[1, 2]]],
          [3, 's3', 4, []],
        ],
      );
      assert.deepEqual(durable, Array(bytes === 1 ? 3 : 1).fill(true));
      assert.ok(directory.files().every((name) => name.startsWith('to.sqlite')));
      to.close();
    });
  }

  it('leaves the old file unchanged if the new one accepts no rows', () => {
    using directory = temporaryDirectory();
    const { from, to } = setUp(directory.path);
    const failing = {
      ...to,
      transaction(): never {
        throw new Error('on purpose');
      },
    };

    assert.throws(() => moveRows(from, failing, 1e6), /on purpose/);

    assert.deepEqual(idsOf(from.rowsAfter(0)), [1, 2, 3]);
    assert.ok(directory.files().every((name) => name.startsWith('from.sqlite')));
    from.close();
  });
});
