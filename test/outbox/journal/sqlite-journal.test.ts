import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as sinon from 'sinon';
import type { EventBlock } from '../../../src/events/model.js';
import { createArrivals } from '../../../src/outbox/journal/arrivals.js';
import type { JournalEntry } from '../../../src/outbox/journal/journal.js';
import type { Owner, SpoolReply, SpoolRequest } from '../../../src/outbox/journal/protocol.js';
import { packRow } from '../../../src/outbox/journal/row-codec.js';
import { FOLDER } from '../../../src/options/safe-directory.js';
import { EXTENSION } from '../../../src/outbox/journal/directory.js';
import { createSqliteJournal } from '../../../src/outbox/journal/sqlite-journal.js';
import type { StartThread } from '../../../src/outbox/journal/worker-supervisor.js';
import { wholeOf } from '../../../src/events/runs.js';
import { withResolvers } from '../../../src/util/with-resolvers.js';
import { destination, event } from '../../helpers/events.js';
import { createFakeClock } from '../../helpers/fake-clock.js';
import { messageOf } from '../../../src/messages/message.js';

const OWNER: Owner = { endpoint: 'https://x', region: 'r', account: 'a' };
const ENTITY = { name: 'shop', environment: 'prod' };

/** A block with this message is packed in its own turn of the loop. */
const LARGE = 'x'.repeat(256 * 1024);

/** A request that was posted to the thread, and the turn of the loop. */
interface Posted {
  readonly request: SpoolRequest;
  readonly turn: number;
}

function entry(message = 'x', hasOthers = false): Omit<JournalEntry, 'done'> {
  return { destination: destination(), block: event(message), entity: ENTITY, hasOthers };
}

describe('sqlite-journal', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'cwl-journal-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  /** A file, so that the search finds one; no test opens it. */
  function leaveFile(): void {
    mkdirSync(join(directory, FOLDER));
    writeFileSync(join(directory, FOLDER, `left${EXTENSION}`), '');
  }

  function setUp() {
    const clock = createFakeClock();
    const posted: Posted[] = [];
    const arrivals = createArrivals();
    const state = {
      reply: (_reply: SpoolReply): void => assert.fail('no thread'),
      die: () => undefined,
      wait: (_millis: number): void => undefined,
    };
    let keepsAlive = false;
    const startThread: StartThread = ({ onReply, onDeath }) => {
      Object.assign(state, { reply: onReply, die: () => onDeath(new Error('on purpose')) });
      return {
        post: (request) => void posted.push({ request, turn: clock.turns }),
        keepAlive: (isNeeded) => void (keepsAlive = isNeeded),
        wait: (millis) => state.wait(millis),
        end: () => undefined,
      };
    };
    const [errorOnce, warn, addLent] = [sinon.spy(), sinon.spy(), sinon.spy()];
    const journal = createSqliteJournal(
      {
        clock,
        random: () => 0,
        startThread,
        newIds: arrivals.reserve,
        owner: () => Promise.resolve(OWNER),
        addLent,
        errorOnce,
        warn,
        memoryBytes: 1_000,
      },
      { directory, maxBytes: 1e9, whenFull: 'drop-newest', fingerprint: '' },
    );
    const listener = {
      read: sinon.spy(),
      notRead: sinon.spy(),
      recovered: sinon.spy(),
      dropped: sinon.spy(),
      lost: sinon.spy(),
      returned: sinon.spy(),
    };
    journal.subscribe(listener);
    const [stored, notStored] = [sinon.spy(), sinon.spy()];
    return {
      clock,
      journal,
      listener: { ...listener, stored, notStored },
      posted,
      addLent,
      errorOnce,
      warn,
      state,
      append(...entries: readonly Omit<JournalEntry, 'done'>[]): EventBlock[] {
        for (const one of entries) {
          const done: JournalEntry['done'] = (outcome) =>
            outcome === 'stored' ? stored(one.block) : notStored(one.block, outcome);
          assert.equal(journal.append({ ...one, done }), true);
        }
        return entries.map(({ block }) => block);
      },
      inserts: () => posted.filter(({ request }) => request.kind === 'insert'),
      kinds: () => posted.map(({ request }) => request.kind),
      get keepsAlive() {
        return keepsAlive;
      },
    };
  }

  describe('append', () => {
    it('packs a block as a row, with the arrival that it gets then as the id', async () => {
      const { clock, posted, append } = setUp();
      const one = entry('one', true);

      append(one);
      await clock.settle();

      assert.ok(one.block.arrival > 0);
      assert.deepEqual(posted[0]?.request, {
        kind: 'insert',
        id: one.block.arrival,
        destination: one.destination,
        entity: ENTITY,
        count: 1,
        row: packRow(one.block),
        hasOthers: true,
      });
    });

    it('reports nothing before it has returned', () => {
      const { append, listener, posted } = setUp();

      append(entry());

      assert.equal(posted.length, 0);
      sinon.assert.notCalled(listener.stored);
    });

    it('packs one large block in a turn of the loop: a large export in one copy would block other work', async () => {
      const { clock, append, inserts } = setUp();

      append(entry(LARGE), entry(LARGE), entry(LARGE));
      append(entry(LARGE));
      await clock.settle();

      assert.deepEqual(
        inserts().map(({ turn }) => turn),
        [0, 1, 2, 3],
      );
    });

    it('packs the rest at once when it is closed', async () => {
      const { clock, journal, append, kinds } = setUp();
      append(entry(), entry(), entry());

      const closed = journal.close();

      assert.deepEqual(kinds(), ['insert', 'insert', 'insert', 'close']);
      await clock.advance(2_000);
      await closed;
    });

    it('finds the owner, which the thread needs to know', async () => {
      const { clock, append, posted } = setUp();

      append(entry());
      await clock.settle();

      assert.deepEqual(posted.at(-1)?.request, { kind: 'owner', owner: OWNER });
    });
  });

  it('takes ids in the order of posting, also for rows of other processes', async () => {
    leaveFile();
    const one = setUp();
    await one.clock.advance(0);
    assert.deepEqual(one.kinds(), ['owner', 'recover']);

    // Waiting blocks have taken their ids before the next piece is requested.
    const turn = one.clock.turn.bind(one.clock);
    one.clock.turn = () => {
      if (one.clock.turns < 2) one.state.reply({ kind: 'recovered', backlogs: [], rest: 'more' });
      return turn();
    };
    one.append(entry(LARGE), entry(LARGE), entry(LARGE), entry(LARGE));
    await one.clock.settle();

    const ids = one.posted.flatMap(({ request }) => {
      if (request.kind === 'insert') return [request.id];
      return request.kind === 'recover' ? [request.firstId] : [];
    });
    assert.equal(ids.length, 7);
    assert.deepEqual(
      ids,
      ids.toSorted((a, b) => a - b),
    );
  });

  describe('reports the outcome of a block', () => {
    it('that it is stored', async () => {
      const { clock, append, listener, state } = setUp();
      const [block] = append(entry());
      await clock.settle();

      state.reply({ kind: 'inserted', id: block!.arrival });
      state.reply({ kind: 'inserted', id: block!.arrival });

      sinon.assert.calledOnceWithExactly(listener.stored, block!);
    });

    it('that the disk is full', async () => {
      const { clock, append, listener, state, errorOnce } = setUp();
      const [block] = append(entry());
      await clock.settle();

      state.reply({ kind: 'refused', id: block!.arrival });

      sinon.assert.calledOnceWithExactly(listener.notStored, block, 'full');
      sinon.assert.notCalled(errorOnce);
    });

    it('that the disk fails, and to the application when it begins and ends', async () => {
      const { clock, append, listener, state, errorOnce, warn } = setUp();
      const [first, second, third] = append(entry(), entry(), entry());
      await clock.settle();

      state.reply({ kind: 'failed', id: first!.arrival, message: 'ENOSPC' });
      state.reply({ kind: 'failed', id: second!.arrival, message: 'ENOSPC' });
      sinon.assert.calledOnceWithMatch(errorOnce, {
        code: 'CWL_OUTBOX_DISK_FAILED',
        text: sinon.match(/ENOSPC/),
      });
      state.reply({ kind: 'inserted', id: third!.arrival });

      assert.deepEqual(listener.notStored.args, [
        [first, { failure: 'ENOSPC', maybeStored: false }],
        [second, { failure: 'ENOSPC', maybeStored: false }],
      ]);
      sinon.assert.calledOnceWithMatch(warn, { code: 'CWL_OUTBOX_DISK_WORKS_AGAIN' });
    });

    it('that the thread ended, before or after the block may have been stored', async () => {
      const one = setUp();
      const { clock, append, listener, state } = one;
      const { promise, resolve: turn } = withResolvers();
      clock.turn = () => promise;
      const [posted, waiting] = append(entry(LARGE), entry(LARGE));
      await clock.settle();
      assert.equal(one.inserts().length, 1);

      state.die();
      turn();
      await clock.settle();

      assert.deepEqual(listener.notStored.args, [
        [posted, { failure: 'on purpose', maybeStored: true }],
        [waiting, { failure: 'its thread has ended', maybeStored: false }],
      ]);
    });

    it('that the outcome is unknown when a disk that hangs is closed', async () => {
      const { clock, journal, append, listener, errorOnce } = setUp();
      const [block] = append(entry());
      await clock.settle();

      const closed = journal.close();
      sinon.assert.notCalled(listener.notStored);
      await clock.advance(2_000);
      await closed;

      sinon.assert.calledOnceWithExactly(listener.notStored, block, {
        failure: 'the exporter was shut down',
        maybeStored: true,
      });
      sinon.assert.notCalled(errorOnce);
    });
  });

  describe('storeNow', () => {
    it('posts all blocks, waits, and counts those without an answer as if the thread had ended', () => {
      const { journal, append, inserts, listener, state } = setUp();
      const [first, second] = append(entry(LARGE), entry(LARGE));
      const waits: number[] = [];
      state.wait = (millis) => {
        waits.push(millis);
        state.reply({ kind: 'inserted', id: first!.arrival });
      };

      journal.storeNow(700);

      assert.deepEqual([inserts().length, waits], [2, [700]]);
      sinon.assert.calledOnceWithExactly(listener.stored, first!);
      sinon.assert.calledOnceWithExactly(listener.notStored, second, {
        failure: 'the process ended',
        maybeStored: true,
      });
    });

    it('waits for answers that were posted: they would end with the thread', () => {
      const { journal, state } = setUp();
      const waits: number[] = [];
      state.wait = (millis) => {
        waits.push(millis);
        state.reply({ kind: 'handled', requests: 1, diskBytes: 0 });
      };
      journal.ack([{ id: 1, events: 'all' }]);

      journal.storeNow(100);
      journal.storeNow(100);

      assert.deepEqual(waits, [100]);
    });

    it('waits for nothing else', async () => {
      const { clock, journal, append, state } = setUp();
      state.wait = () => assert.fail('it waits');
      journal.storeNow(100);
      const [block] = append(entry());
      await clock.settle();
      state.reply({ kind: 'inserted', id: block!.arrival });
      journal.failing(destination(), true);
      journal.read(destination(), 0, 9, 'row');

      journal.storeNow(100);
    });
  });

  it('keeps the process alive while a block waits, and no longer', async () => {
    const one = setUp();
    const [first, second] = one.append(entry(), entry());
    await one.clock.settle();
    assert.equal(one.keepsAlive, true);

    one.state.reply({ kind: 'inserted', id: first!.arrival });
    assert.equal(one.keepsAlive, true);
    one.state.reply({ kind: 'refused', id: second!.arrival });

    assert.equal(one.keepsAlive, false);
  });

  it('passes on requests and replies', async () => {
    const { journal, listener, posted, state, addLent, errorOnce } = setUp();
    const to = destination();
    journal.ack([{ id: 1, events: 'all' }]);
    journal.read(to, 1, 2, 'piece');
    journal.failing(to, true);
    assert.deepEqual(
      posted.map(({ request }) => request),
      [
        { kind: 'ack', acks: [{ id: 1, events: 'all' }] },
        { kind: 'read', destination: to, after: 1, upTo: 2, most: 'piece' },
        { kind: 'failing', destination: to, isFailing: true },
      ],
    );

    const events = [wholeOf(entry('one').block)];
    const rows = [
      { id: 1, events },
      { id: 2, events: [] },
    ];
    const message = messageOf('CWL_ON_LOSS_THREW');
    state.reply({ kind: 'rows', destination: to, rows, upTo: 2 });
    state.reply({ kind: 'not read', destination: to });
    state.reply({ kind: 'dropped', destination: to, id: 2, reason: 'damaged', times: [7] });
    state.reply({ kind: 'lost' });
    state.reply({ kind: 'report', message, name: 'n' });
    state.reply({ kind: 'handled', requests: 3, diskBytes: 99 });

    sinon.assert.calledOnceWithExactly(listener.read, to, rows, 2);
    sinon.assert.calledOnceWithExactly(addLent, events[0]!.block.bytes);
    sinon.assert.calledOnceWithExactly(listener.notRead, to);
    sinon.assert.calledOnceWithExactly(listener.dropped, to, 2, [7], 'damaged');
    sinon.assert.calledOnceWithExactly(listener.lost);
    sinon.assert.calledOnceWithExactly(errorOnce, message, 'n');
    assert.equal(journal.bytes, 99);
  });

  it('recovers rows of other processes, reports how many, and ends the search', async () => {
    leaveFile();
    const { clock, journal, kinds, listener, state, warn } = setUp();
    const searched = journal.searched();
    await clock.advance(0);
    const backlog = { destination: destination(), entity: undefined, rows: 1, first: 1, last: 1 };

    state.reply({
      kind: 'recovered',
      backlogs: [
        { ...backlog, events: 4 },
        { ...backlog, events: 3 },
      ],
      rest: 'more',
    });
    sinon.assert.notCalled(warn);
    state.reply({ kind: 'recovered', backlogs: [], rest: 'none' });

    await searched;
    assert.deepEqual(kinds(), ['owner', 'recover', 'recover']);
    assert.equal(listener.recovered.args.length, 1);
    assert.equal(listener.recovered.args[0]![0].length, 2);
    sinon.assert.calledOnceWithMatch(warn, { code: 'CWL_OUTBOX_RECOVERED', text: sinon.match(/ 7 events /) });
    assert.equal(journal.searched(), undefined);

    state.reply({ kind: 'recovered', backlogs: [], rest: 'none' });
    sinon.assert.calledOnce(warn);
    state.reply({ kind: 'recovered', backlogs: [{ ...backlog, events: 2 }], rest: 'none' });
    sinon.assert.calledTwice(warn);
    sinon.assert.calledWithMatch(warn, { text: sinon.match(/ 2 events /) });
  });

  describe('if the thread ends', () => {
    it('reports it, and that reads have failed', async () => {
      const { journal, listener, state, errorOnce } = setUp();
      const [a, b] = [destination('a'), destination('b')];
      for (const to of [a, b]) journal.read(to, 0, 9, 'row');
      state.reply({ kind: 'rows', destination: b, rows: [], upTo: 9 });

      state.die();

      sinon.assert.calledOnceWithExactly(listener.notRead, a);
      sinon.assert.calledOnceWithMatch(errorOnce, {
        code: 'CWL_OUTBOX_THREAD_ENDED',
        text: sinon.match(/on purpose/),
      });
      assert.equal(journal.isUp(), false);
    });

    it('ends the wait for a search that has no end', async () => {
      leaveFile();
      const { clock, journal, state } = setUp();
      const searched = journal.searched();
      await clock.advance(0);

      state.die();

      await searched;
    });

    it('gives the next thread the failing streams and the owner, and searches again for files', async () => {
      leaveFile();
      const { clock, journal, posted, listener, state } = setUp();
      await clock.advance(0);
      const [a, b] = [destination('a'), destination('b')];
      journal.failing(a, true);
      journal.failing(b, true);
      journal.failing(b, false);
      journal.ack([{ id: 1, events: 'all' }]);
      posted.length = 0;

      state.die();
      sinon.assert.notCalled(listener.returned);
      await clock.advance(0);

      sinon.assert.calledOnce(listener.returned);
      assert.deepEqual(
        posted.map(({ request }) => (request.kind === 'recover' ? request.kind : request)),
        [
          { kind: 'ack', acks: [{ id: 1, events: 'all' }] },
          { kind: 'failing', destination: a, isFailing: true },
          { kind: 'owner', owner: OWNER },
          'recover',
        ],
      );
    });
  });
});
