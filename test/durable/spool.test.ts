import assert from 'node:assert/strict';
import { join } from 'node:path';
import {
  keyOf,
  type Pressure,
  type SpoolReply,
  type SpoolRequest,
} from '../../src/outbox/durable/protocol.js';
import { packRow } from '../../src/outbox/durable/row-codec.js';
import { bytesAside } from '../../src/outbox/durable/spool/directory.js';
import { createSpool, type Spool } from '../../src/outbox/durable/spool/spool.js';
import { loadSqlite } from '../../src/outbox/durable/spool/sqlite.js';
import type { WhenFull } from '../../src/options/options.js';
import { event } from '../helpers/events.js';
import { damageTable } from './helpers/damage.js';
import { IDENTITY, newName, numbered } from './helpers/outbox.js';
import { FOLDER, temporaryDirectory } from './helpers/service.js';
import { describeWithSqlite } from './helpers/with-sqlite.js';

const MIB = 1024 * 1024;

/** With a quarter for the log. */
const MAX_BYTES = 16 * MIB;
const ROOM_BYTES = 12 * MIB;

const OLD = { group: 'g', stream: 'old' };
const NEW = { group: 'g', stream: 'new' };

function openSpool(directory: string, whenFull: WhenFull = 'drop-newest'): Spool {
  const settings = { directory, maxBytes: MAX_BYTES, whenFull, hint: '' };
  return createSpool({ sqlite: loadSqlite(), now: () => 0, newName }, settings);
}

/** Of ten events, where it is not said otherwise. */
function insert(row: ArrayBuffer, names = NEW, pressure?: Pressure, count = 10): SpoolRequest {
  return { kind: 'insert', ticket: 0, names, entity: undefined, count, row, pressure };
}

/** Ten events that take three quarters of a megabyte on the disk. */
function largeRow(): ArrayBuffer {
  return packRow(numbered(0, 10, 99_900)[0]!);
}

/** Leaves a file in which so many large rows can be seen and not be read. */
function leaveDamaged(directory: string, rows: number): void {
  const spool = openSpool(directory);
  const [inserted] = Array.from({ length: rows }, () => spool.handle([insert(largeRow(), OLD)])[0]);
  spool.handle([{ kind: 'close' }]);
  assert.ok(inserted?.kind === 'inserted');
  damageTable(join(directory, FOLDER, inserted.row.source), 'rows');
}

/** Inserts two rows at a time, which share a transaction, until the damage shows; gives what is said then. */
function insertUntilDamageShows(spool: Spool, pressure?: Pressure): SpoolReply[] {
  for (;;) {
    const replies = spool.handle([1, 2].map(() => insert(largeRow(), NEW, pressure)));
    const kinds = replies.map(({ kind }) => kind);
    if (kinds.includes('source lost')) return replies;
    assert.deepEqual(kinds, ['inserted', 'inserted', 'handled']);
  }
}

describeWithSqlite('The spool of a durable outbox', import.meta.url, () => {
  it('reads the next row alone, or as many as one piece of work should have', () => {
    using directory = temporaryDirectory();
    const spool = openSpool(directory.path);
    const [inserted] = spool.handle([1, 2, 3].map(() => insert(packRow(event('x')), NEW, undefined, 1)));
    assert.ok(inserted?.kind === 'inserted');
    const { source, id } = inserted.row;

    for (const [after, most, ids, upTo] of [
      [0, 'row', [id], id],
      [id, 'piece', [id + 1, id + 2], undefined],
      [id + 2, 'row', [], undefined],
    ] as const) {
      const [loaded] = spool.handle([{ kind: 'load', source, names: NEW, after, most }]);
      assert.ok(loaded?.kind === 'loaded');
      assert.deepEqual([loaded.rows.map((row) => row.id), loaded.upTo], [ids, upTo]);
    }
    spool.handle([{ kind: 'close' }]);
  });

  const failing = { failing: [keyOf(OLD)], others: true, busy: [] };
  for (const [whenFull, pressure, leftRows, outcome] of [
    // The oldest of its own make the room that the file does not make.
    ['drop-oldest', undefined, 4, 'inserted'],
    // Of the stream that fails nothing is left that could make room.
    ['drop-newest', failing, 9, 'refused'],
    // Too little is left to work in.
    ['drop-oldest', undefined, 12, 'failed'],
  ] as const) {
    it(`takes no more than maxBytes where it sets a file of ${leftRows} rows aside in a transaction (${whenFull})`, () => {
      using directory = temporaryDirectory();
      leaveDamaged(directory.path, leftRows);
      const spool = openSpool(directory.path, whenFull);
      const found = spool.handle([{ kind: 'identify', identity: IDENTITY }, { kind: 'search' }]);
      assert.deepEqual(
        found.map(({ kind }) => kind),
        ['adopted', 'searched', 'handled'],
      );

      const replies = insertUntilDamageShows(spool, pressure);

      const [last, handled] = replies.slice(-2);
      assert.equal(last?.kind, outcome);
      assert.ok(handled?.kind === 'handled');
      const bytes = handled.diskBytes + bytesAside(join(directory.path, FOLDER));
      assert.ok(bytes <= ROOM_BYTES, `${bytes} bytes`);
      spool.handle([{ kind: 'close' }]);
    });
  }
});
