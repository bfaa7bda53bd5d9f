import assert from 'node:assert/strict';
import { join } from 'node:path';
import {
  RECOVERED_ROWS,
  type SpoolReply,
  type SpoolRequest,
} from '../../../../src/outbox/journal/protocol.js';
import { ARRIVAL_STEP } from '../../../../src/outbox/journal/arrivals.js';
import { packRow } from '../../../../src/outbox/journal/row-codec.js';
import { bytesAside } from '../../../../src/outbox/journal/directory.js';
import { createSpool, type Spool } from '../../../../src/outbox/journal/spool/spool.js';
import { loadSqlite } from '../../../../src/outbox/journal/spool/sqlite.js';
import type { WhenFull } from '../../../../src/options/options.js';
import { damageFile } from '../../../durable/helpers/damage.js';
import { newName, numbered, OWNER } from '../../../durable/helpers/outbox.js';
import { FOLDER, temporaryDirectory } from '../../../durable/helpers/service.js';
import { describeWithSqlite } from '../../../durable/helpers/with-sqlite.js';
import { destination, event } from '../../../helpers/events.js';
import { idsIn } from './helpers.js';

const MIB = 1024 * 1024;

/** With a quarter for the log. */
const MAX_BYTES = 16 * MIB;
const ROOM_BYTES = 12 * MIB;

const OLD = destination('old');
const NEW = destination('new');

function openSpool(directory: string, whenFull: WhenFull = 'drop-newest'): Spool {
  const settings = { directory, maxBytes: MAX_BYTES, whenFull, fingerprint: '' };
  return createSpool({ sqlite: loadSqlite(), now: () => 0, newName }, settings);
}

/** Ids precede those of a process that has just started, as the tests of one process follow each other. */
let lastId = RECOVERED_ROWS * ARRIVAL_STEP;

/** Of ten events, unless given. */
function insert(row: ArrayBuffer, to = NEW, count = 10): SpoolRequest {
  lastId += ARRIVAL_STEP;
  return { kind: 'insert', id: lastId, destination: to, entity: undefined, count, row, hasOthers: true };
}

/** Ten events that take 768 KiB on the disk. */
function largeRow(): ArrayBuffer {
  return packRow(numbered(0, 10, 99_900)[0]!);
}

/** Leaves a file with this many large rows; returns its path. */
function leaveRows(directory: string, rows: number): string {
  const spool = openSpool(directory);
  const said = Array.from({ length: rows }, () => spool.handle([insert(largeRow(), OLD)])).flat();
  spool.handle([{ kind: 'close' }]);
  const file = said.find(({ kind }) => kind === 'file');
  assert.ok(file?.kind === 'file');
  return join(directory, FOLDER, file.name);
}

/** Inserts two rows at a time, which share a transaction, until damage shows; returns the replies. */
function insertUntilDamageShows(spool: Spool): SpoolReply[] {
  for (;;) {
    const replies = spool.handle([insert(largeRow()), insert(largeRow())]);
    const kinds = replies.map(({ kind }) => kind).filter((kind) => kind !== 'dropped');
    if (kinds.includes('report')) return replies;
    assert.deepEqual(kinds, ['inserted', 'inserted', 'handled']);
  }
}

describeWithSqlite('spool', import.meta.url, () => {
  it('reads the first row alone, or a piece of several rows, and no row after an id', () => {
    using directory = temporaryDirectory();
    const spool = openSpool(directory.path);
    const inserts = [1, 2, 3].map(() => insert(packRow(event('x')), NEW, 1));
    spool.handle([...inserts, insert(packRow(event('x')), OLD, 1)]);
    const [first, second, third] = inserts.map((request) => (request.kind === 'insert' ? request.id : 0));

    for (const [after, upTo, most, ids, readTo] of [
      [0, Infinity, 'row', [first], first],
      [first, third, 'piece', [second, third], third],
      [first, second, 'piece', [second], second],
      [0, first! - 1, 'piece', [], first! - 1],
      [third, lastId, 'row', [], lastId],
    ] as const) {
      const [read] = spool.handle([{ kind: 'read', destination: NEW, after: after!, upTo: upTo!, most }]);
      assert.deepEqual(idsIn(read), ids);
      assert.ok(read?.kind === 'rows' && read.upTo === readTo);
    }
    spool.handle([{ kind: 'close' }]);
  });

  it('removes answered rows before everything else, which makes room', () => {
    using directory = temporaryDirectory();
    const spool = openSpool(directory.path);
    const stored: number[] = [];
    for (let isFull = false; !isFull;) {
      const replies = spool.handle([insert(largeRow())]);
      for (const reply of replies) if (reply.kind === 'inserted') stored.push(reply.id);
      isFull = replies.some(({ kind }) => kind === 'refused');
    }

    const acks = stored.map((id) => ({ id, events: 'all' as const }));
    const replies = spool.handle([insert(largeRow()), { kind: 'ack', acks }]);

    assert.deepEqual(
      replies.map(({ kind }) => kind),
      ['inserted', 'handled'],
    );
    spool.handle([{ kind: 'close' }]);
  });

  it('runs requests in order, and counts what is done', () => {
    using directory = temporaryDirectory();
    const spool = openSpool(directory.path);
    const read: SpoolRequest = {
      kind: 'read',
      destination: NEW,
      after: 0,
      upTo: Infinity,
      most: 'piece',
    };

    const replies = spool.handle([
      insert(packRow(event('x')), NEW, 1),
      read,
      insert(packRow(event('x')), NEW, 1),
      read,
    ]);

    assert.deepEqual(
      replies.map((reply) => (reply.kind === 'rows' ? idsIn(reply).length : reply.kind)),
      ['file', 'inserted', 1, 'inserted', 2, 'handled'],
    );
    const handled = replies.at(-1);
    assert.ok(handled?.kind === 'handled' && handled.requests === 4 && handled.diskBytes > 0);
    assert.deepEqual(
      spool.handle([{ kind: 'close' }]).map(({ kind }) => kind),
      ['closed', 'handled'],
    );
  });

  it('leaves all of the room to a stream that fails no more', () => {
    using directory = temporaryDirectory();
    const spool = openSpool(directory.path);
    const insertMany = (): string[] =>
      Array.from({ length: 20 }, () => spool.handle([insert(largeRow(), OLD)])).map(
        ([reply]) => reply?.kind ?? '',
      );
    spool.handle([
      insert(packRow(event('x')), NEW, 1),
      { kind: 'failing', destination: OLD, isFailing: true },
    ]);

    const half = insertMany().filter((kind) => kind === 'inserted').length;
    spool.handle([{ kind: 'failing', destination: OLD, isFailing: false }]);

    assert.ok(half > 0 && half < 20);
    assert.equal(insertMany()[0], 'inserted');
    spool.handle([{ kind: 'close' }]);
  });

  it('reports the same of a file once', () => {
    using directory = temporaryDirectory();
    const spool = openSpool(directory.path);
    const damaged = new ArrayBuffer(8);
    const read: SpoolRequest = { kind: 'read', destination: NEW, after: 0, upTo: Infinity, most: 'piece' };

    const replies = spool.handle([insert(damaged, NEW, 1), insert(damaged.slice(0), NEW, 1), read]);

    const kinds = replies.map(({ kind }) => kind);
    assert.equal(kinds.filter((kind) => kind === 'dropped').length, 2);
    assert.equal(kinds.filter((kind) => kind === 'report').length, 1);
    spool.handle([{ kind: 'close' }]);
  });

  for (const [whenFull, failing, leftRows, outcome] of [
    // Its own oldest rows make the room that the file does not free.
    ['drop-oldest', [], 4, 'inserted'],
    // The failing stream has no row left that could make room.
    ['drop-newest', [OLD], 12, 'refused'],
    // Too little room is left to work.
    ['drop-oldest', [], 14, 'failed'],
  ] as const) {
    it(`takes no more than maxBytes if it renames a file of ${leftRows} rows in a transaction (${whenFull})`, () => {
      using directory = temporaryDirectory();
      const path = leaveRows(directory.path, leftRows);
      const spool = openSpool(directory.path, whenFull);
      const recovered = spool.handle([
        { kind: 'owner', owner: OWNER },
        { kind: 'recover', firstId: ARRIVAL_STEP },
        ...failing.map((to) => ({ kind: 'failing' as const, destination: to, isFailing: true })),
      ]);
      // Two are in our file now, and none of the others has been read.
      const [, moved] = recovered;
      assert.ok(moved?.kind === 'recovered' && moved.backlogs[0]?.rows === 2 && moved.rest === 'more');
      damageFile(path, 1);

      const replies = insertUntilDamageShows(spool);

      assert.match(JSON.stringify(replies), /CWL_OUTBOX_FILE_SET_ASIDE.* is damaged /);
      const [last, handled] = replies.slice(-2);
      assert.equal(last?.kind, outcome);
      assert.ok(handled?.kind === 'handled');
      const bytes = handled.diskBytes + bytesAside(join(directory.path, FOLDER));
      assert.ok(bytes <= ROOM_BYTES, `${bytes} bytes`);
      spool.handle([{ kind: 'close' }]);
    });
  }
});
