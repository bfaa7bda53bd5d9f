import assert from 'node:assert/strict';
import { countOf } from '../../../../src/events/runs.js';
import { packRow } from '../../../../src/outbox/journal/row-codec.js';
import type { FileRow } from '../../../../src/outbox/journal/spool/row-table.js';
import { eventsOf, timesOf } from '../../../../src/outbox/journal/spool/stored-events.js';
import { zip } from '../../../../src/outbox/journal/spool/zip.js';
import { describeWithSqlite } from '../../../durable/helpers/with-sqlite.js';
import { block, destination } from '../../../helpers/events.js';

function rowOf(more: Partial<FileRow> = {}): FileRow {
  const body = zip(packRow(block([10, 'a'], [20, 'b'], [30, 'c'])));
  return { id: 1, destination: destination(), entity: undefined, events: 3, body, answered: [], ...more };
}

const now = (): number => 99;

describeWithSqlite('stored-events: eventsOf', import.meta.url, () => {
  it('returns the events without an answer', () => {
    assert.equal(countOf(eventsOf(rowOf())), 3);
    assert.deepEqual(
      eventsOf(rowOf({ answered: [[1, 1]] })).map(({ from, to }) => [from, to]),
      [
        [0, 1],
        [2, 3],
      ],
    );
    assert.deepEqual(eventsOf(rowOf({ answered: [[0, 3]] })), []);
  });

  it('refuses what cannot be read', () => {
    assert.throws(() => eventsOf(rowOf({ body: Buffer.from('no gzip') })));
    assert.throws(() => eventsOf(rowOf({ events: 2 })));
  });
});

describeWithSqlite('stored-events: timesOf', import.meta.url, () => {
  it('returns the times of the events without an answer', () => {
    assert.deepEqual(timesOf(rowOf({ answered: [[0, 1]] }), now), [20, 30]);
  });

  it('returns as many as there are if the row cannot be read', () => {
    const body = Buffer.from('no gzip');

    assert.deepEqual(timesOf(rowOf({ body, answered: [[0, 1]] }), now), [99, 99]);
    assert.deepEqual(
      timesOf(
        rowOf({
          body,
          answered: [
            [0, 2],
            [1, 2],
          ],
        }),
        now,
      ),
      [],
    );
  });
});
