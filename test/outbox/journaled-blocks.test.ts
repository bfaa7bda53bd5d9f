import assert from 'node:assert/strict';
import { createBatchCutter } from '../../src/dispatch/batch-cutter.js';
import type { EventBlock, EventRun } from '../../src/events/model.js';
import { countOf, wholeOf } from '../../src/events/runs.js';
import { ARRIVAL_STEP, createArrivals } from '../../src/outbox/journal/arrivals.js';
import { NO_JOURNAL } from '../../src/outbox/journal/journal.js';
import { createBlocksInMemory } from '../../src/outbox/blocks-in-memory.js';
import { createJournaledBlocks } from '../../src/outbox/journaled-blocks.js';
import { MEMORY_BYTES, STORED_BYTES } from '../../src/outbox/memory-plan.js';
import { createRowLoader } from '../../src/outbox/row-loader.js';
import type { StreamQueue } from '../../src/outbox/stream-queue.js';
import { createStreams } from '../../src/outbox/streams.js';
import { bareBlock, destination } from '../helpers/events.js';
import { createFakeClock } from '../helpers/fake-clock.js';
import { FakeJournal } from '../helpers/fake-journal.js';

const MIB = 1024 * 1024;
const ALL = createBatchCutter({ maxBatchBytes: 1e12, maxBatchCount: 1e6 });

function setUp({ keeps = true } = {}) {
  const clock = createFakeClock();
  const journal = new FakeJournal(createArrivals());
  const totals = { events: 0, bytes: 0, volatileBytes: 0 };
  const streams = createStreams(totals);
  const freed: EventBlock[] = [];
  const kept: EventBlock[] = [];
  const dropped: [stream: string, count: number, reason: string][] = [];
  const changed: string[] = [];
  const recovered: number[] = [];
  const free = (block: EventBlock): void => void freed.push(block);
  const blocks = createBlocksInMemory({ journal, free });
  let reserved = 0;
  const memoryBytes = (): number => totals.bytes + reserved;
  const reserve = (bytes: number): void => void (reserved += bytes);
  const loader = createRowLoader({ clock, journal, memoryBytes, reserve });
  const journaled = createJournaledBlocks({
    clock,
    journal,
    streams,
    blocks,
    loader,
    memoryBytes,
    reserve,
    keep(stream, block) {
      if (!keeps) return block.ends.length;
      kept.push(block);
      stream.push(wholeOf(block));
      return 0;
    },
    drop: ({ destination: to }, events, reason) => {
      assert.ok(
        events.every(({ block }) => !freed.includes(block)),
        'the events can still be read',
      );
      if (events.length > 0) dropped.push([to.logStreamName, countOf(events), reason]);
    },
    recovered: (events) => void recovered.push(events),
    changed: ({ destination: to }) => void changed.push(to.logStreamName),
  });
  const a = streams.of(destination('a'));
  return {
    clock,
    journal,
    totals,
    streams,
    journaled,
    freed,
    kept,
    dropped,
    changed,
    recovered,
    a,
    /** Appends a block with this many events of this many bytes. */
    append(stream: StreamQueue, count = 1, bytes = 100) {
      const block = bareBlock(
        Array.from({ length: count }, () => 1),
        Array.from({ length: count }, () => bytes),
      );
      const refused = journaled.append(stream, block);
      assert.ok(refused !== undefined);
      return { block, refused };
    },
    /** Acknowledges these events, as an outbox does. */
    ack(stream: StreamQueue, events: readonly EventRun[]): void {
      const gone = stream.ack(events);
      blocks.ack(gone);
      blocks.leave(gone);
      loader.load(stream);
    },
  };
}

describe('journaled-blocks', () => {
  it('stores nothing without a journal', () => {
    const { journal, journaled, a } = setUp();
    journal.append = NO_JOURNAL.append;

    assert.equal(journaled.append(a, bareBlock([1])), undefined);

    assert.equal(a.pending, 0);
  });

  describe('when a block is stored', () => {
    it('keeps it in memory too, and reports that events are ready', async () => {
      const { journal, append, a, changed, freed } = setUp();
      const { block, refused } = append(a, 2);
      assert.deepEqual([a.pending, a.hasWaiting, a.isEmpty], [2, false, false]);

      journal.work();

      assert.equal(await refused, 0);
      assert.deepEqual([a.pending, a.hasWaiting, block.isStored, a.storedEvents], [0, true, true, 2]);
      assert.deepEqual([changed, freed], [['a'], []]);
    });

    it('names to the journal whether there are other streams', () => {
      const { journal, append, streams, a } = setUp();

      append(a);
      append(streams.of(destination('b')));

      assert.deepEqual(
        journal.waiting.map((request) => request.kind === 'append' && request.entry.hasOthers),
        [false, true],
      );
    });

    it('keeps blocks in half of the memory, later ones on the disk alone, and reads those when needed', async () => {
      const { journal, append, a, ack, freed, totals } = setUp();
      const appended = Array.from({ length: 40 }, () => append(a, 1, MIB));
      journal.work();
      for (const { refused } of appended) assert.equal(await refused, 0);

      assert.ok(totals.bytes <= STORED_BYTES / 2);
      const unkept = appended.slice(40 - freed.length).map(({ block }) => block);
      assert.ok(freed.length >= 8);
      assert.deepEqual(freed, unkept);
      const taken: number[] = [];
      while (!a.isEmpty) {
        const batch = a.takeBatch(ALL);
        taken.push(...batch.map(({ block }) => block.arrival));
        ack(a, batch);
        journal.work();
        assert.ok(totals.bytes <= STORED_BYTES / 2 + 4 * MIB);
      }

      assert.deepEqual(
        taken,
        appended.map(({ block }) => block.arrival),
      );
      assert.equal(journal.rows.size, 0);
    });

    it('keeps no block in memory after rows that are on the disk alone', () => {
      const { journal, append, a, freed } = setUp();
      journal.recover(a.destination, 9);
      journal.work(1);

      const { block } = append(a);
      journal.work(2);

      assert.deepEqual(freed, [block]);
    });

    it('counts events that are being written to the disk as memory', () => {
      const { journal, append, streams, a, freed } = setUp();
      const first = append(a, 1, MIB);
      // The blocks that are being written take half of the memory when the first one is stored.
      for (let count = 0; count < 33; count++) append(streams.of(destination('b')), 1, MIB);

      journal.work(1);

      assert.deepEqual(freed, [first.block]);
    });
  });

  describe('when a block is not stored', () => {
    it('keeps it in memory alone if the disk fails', async () => {
      const { journal, append, a, kept, freed } = setUp();
      journal.mode = 'fails';
      const { block, refused } = append(a, 2);

      journal.work();

      assert.equal(await refused, 0);
      assert.deepEqual([kept, freed, a.pending, block.isStored], [[block], [], 0, false]);
      assert.equal(countOf(a.volatileRuns()), 2);
    });

    it('returns the number of events that memory refuses', async () => {
      const { journal, append, a } = setUp({ keeps: false });
      journal.mode = 'fails';
      const { refused } = append(a, 2);

      journal.work();

      assert.equal(await refused, 2);
    });

    it('drops it if the disk is full: memory is for a disk that fails', async () => {
      const { journal, append, a, kept, freed, dropped } = setUp();
      journal.mode = 'full';
      const { block, refused } = append(a, 2);

      journal.work();

      assert.equal(await refused, 2);
      assert.deepEqual([kept, freed, dropped], [[], [block], [['a', 2, 'outbox_full']]]);
      assert.equal(a.isEmpty, true);
    });

    it('drops it if the exporter is shut down', async () => {
      const { append, a, journaled, dropped } = setUp();
      const { refused } = append(a, 2);

      await journaled.close();

      assert.equal(await refused, 2);
      assert.deepEqual(dropped, [['a', 2, 'shutdown']]);
    });
  });

  describe('ack', () => {
    it('names the places of events in their row, and only the row with the last of them', () => {
      const { journal, append, a, ack } = setUp();
      const { block } = append(a, 5);
      journal.work();
      a.takeBatch(ALL);

      ack(a, [
        { block, from: 4, to: 5 },
        { block, from: 0, to: 1 },
        { block, from: 1, to: 2 },
      ]);
      ack(a, [{ block, from: 2, to: 4 }]);

      const id = block.arrival;
      assert.deepEqual(journal.waiting, [
        {
          kind: 'ack',
          acks: [
            {
              id,
              events: [
                [0, 2],
                [4, 1],
              ],
            },
          ],
        },
        { kind: 'ack', acks: [{ id, events: 'all' }] },
      ]);
    });

    it('names several rows at once, and none that cannot be on the disk', () => {
      const { journal, append, a, ack } = setUp();
      const [first, second] = [append(a).block, append(a).block];
      journal.work();
      journal.mode = 'fails';
      append(a);
      journal.work();
      const batch = [...a.takeBatch(ALL)];
      ack(a, batch);
      ack(a, a.takeBatch(ALL));

      assert.deepEqual(journal.waiting, [
        {
          kind: 'ack',
          acks: [
            { id: first.arrival, events: 'all' },
            { id: second.arrival, events: 'all' },
          ],
        },
      ]);
    });

    it('names a row that a thread may have stored before it died', () => {
      const { journal, append, a, ack } = setUp();
      const { block } = append(a);
      journal.die(true);
      journal.comeBack();
      assert.equal(block.isStored, false);

      ack(a, a.takeBatch(ALL));
      journal.work();

      assert.equal(journal.rows.size, 0);
    });

    it('names the events of a row that was read by their places', () => {
      const { journal, append, a, ack, journaled } = setUp();
      append(a);
      const { block } = append(a, 3);
      journal.work();
      a.failing = true;
      // All blocks but the first leave memory.
      append(a, 1, MEMORY_BYTES);
      journaled.unload(a);
      journal.waiting.length = 0;
      a.failing = false;
      ack(a, a.takeBatch(ALL));
      journal.work();

      const [run] = a.takeBatch(ALL);
      assert.ok(run !== undefined && run.block !== block);
      ack(a, [{ ...run, from: 1, to: 2 }]);

      assert.deepEqual(
        journal.waiting.filter(({ kind }) => kind === 'ack'),
        [{ kind: 'ack', acks: [{ id: block.arrival, events: [[1, 1]] }] }],
      );
    });
  });

  describe('unload', () => {
    it('removes blocks of a stream from memory, the newest first, until there is room', () => {
      const { journal, append, streams, a, journaled, freed } = setUp();
      const appended = Array.from({ length: 6 }, () => append(a, 1, MIB).block);
      journal.work();
      a.failing = true;
      append(streams.of(destination('b')), 1, 8 * MIB);

      journaled.unload(a);

      assert.deepEqual(
        freed.map(({ arrival }) => arrival),
        appended
          .slice(2)
          .map(({ arrival }) => arrival)
          .toReversed(),
      );
      assert.deepEqual(
        journal.waiting.map(({ kind }) => kind),
        ['append'],
        'what has just gone is not read again',
      );
    });

    it('removes nothing while there is room', () => {
      const { journal, append, a, journaled, freed } = setUp();
      for (let count = 0; count < 6; count++) append(a, 1, MIB);
      journal.work();

      journaled.unload(a);

      assert.equal(freed.length, 0);
    });
  });

  describe('rows of another process', () => {
    it('come after the events that are there, are counted, and are read', () => {
      const { journal, append, a, ack, recovered } = setUp();
      append(a);
      journal.recover(a.destination, 5);
      append(a);
      journal.work();

      assert.deepEqual(recovered, [10]);
      const taken: number[] = [];
      while (!a.isEmpty) {
        const batch = a.takeBatch(ALL);
        taken.push(...batch.map(({ block }) => block.arrival));
        ack(a, batch);
        journal.work();
      }
      assert.deepEqual(
        [...new Set(taken)],
        [1, 2, 3, 4, 5, 6, 7].map((nth) => nth * ARRIVAL_STEP),
      );
      assert.equal(journal.rows.size, 0);
    });

    it('bring their entity to a stream that has had no events', () => {
      const { journal, streams } = setUp();
      const entity = { name: 'before', environment: 'prod' };
      const known = { name: 'now', environment: 'prod' };
      const [a, b, c] = [destination('a'), destination('b'), destination('c')];
      streams.of(b).entity = { of: known };
      streams.of(c).entity = { of: undefined };
      const counts = { rows: 1, events: 1, first: 1, last: 1 };

      journal.listener.recovered([
        { destination: a, entity, ...counts },
        { destination: b, entity, ...counts },
        { destination: c, entity, ...counts },
      ]);

      assert.deepEqual(
        [a, b, c].map((each) => streams.of(each).entity?.of),
        [entity, known, undefined],
      );
    });
  });

  describe('a row that leaves the disk', () => {
    it('leaves memory, except for events in flight', () => {
      const { journal, append, a, dropped, totals } = setUp();
      const { block } = append(a, 3);
      journal.work();
      const batch = a.takeBatch(createBatchCutter({ maxBatchBytes: 1e6, maxBatchCount: 1 }));

      journal.drop(block.arrival);

      assert.deepEqual(dropped, [['a', 2, 'outbox_full']]);
      assert.deepEqual([totals.events, block.isStored, block.remaining], [1, false, 1]);
      a.nack(batch);
      assert.equal(countOf(a.takeBatch(ALL)), 1);
    });

    it('frees the block with the last event', () => {
      const { journal, append, a, freed } = setUp();
      const { block } = append(a, 3);
      journal.work();

      journal.drop(block.arrival);

      assert.deepEqual(freed, [block]);
    });

    it('is no loss if all its events are in flight', () => {
      const { journal, append, a, dropped, ack } = setUp();
      const { block } = append(a, 2);
      journal.work();
      const batch = a.takeBatch(ALL);

      journal.drop(block.arrival);
      assert.deepEqual(dropped, []);
      ack(a, batch);

      assert.equal(a.isEmpty, true);
    });

    it('is counted if it was on the disk alone', () => {
      const { journal, a, dropped, totals, changed } = setUp();
      journal.recover(a.destination, 3);
      journal.work(1);

      journal.drop(2 * ARRIVAL_STEP, 'damaged');

      assert.deepEqual(dropped, [['a', 2, 'damaged']]);
      assert.equal(totals.events, 4);
      assert.ok(changed.length > 0);
    });

    it('is no loss if the service has answered in the meantime', () => {
      const { journal, append, a, ack, dropped } = setUp();
      const { block } = append(a);
      journal.work();
      ack(a, a.takeBatch(ALL));

      journal.drop(block.arrival);

      assert.deepEqual(dropped, []);
    });

    it('arrives and is dropped if it was in a file of another process', () => {
      const { journal, dropped, recovered, totals } = setUp();

      journal.listener.dropped(destination('other'), undefined, [1, 2, 3], 'outbox_full');

      assert.deepEqual([recovered, dropped, totals.events], [[3], [['other', 3, 'outbox_full']], 0]);
    });

    it('is each row that is not in memory, if the file is lost', () => {
      const { journal, append, a, ack, dropped } = setUp();
      append(a, 2);
      journal.recover(a.destination, 3);
      journal.work(2);

      journal.lose();

      assert.deepEqual(dropped, [['a', 6, 'damaged']]);
      assert.equal(countOf(a.volatileRuns()), 2);
      ack(a, a.takeBatch(ALL));
      assert.deepEqual([a.isEmpty, journal.waiting.some(({ kind }) => kind === 'ack')], [true, false]);
    });
  });

  it('retries after a second if a read had no answer', async () => {
    const { clock, journal, a } = setUp();
    journal.recover(a.destination, 1);
    journal.work(1);
    journal.die(false);
    assert.deepEqual(journal.waiting, []);
    journal.comeBack();

    await clock.advance(1_000);
    journal.work();

    assert.equal(a.hasWaiting, true);
  });

  it('reads for a stream without events in memory when the journal is back, although memory is full', async () => {
    const { clock, journal, append, streams, a } = setUp();
    journal.recover(a.destination, 1);
    journal.work(1);
    // Events that the disk does not accept fill the memory.
    journal.mode = 'fails';
    const { block } = append(streams.of(destination('b')), 1, MEMORY_BYTES);
    journal.die(false);
    assert.equal(block.isStored, false);
    // The wait after a failed read ends before another thread starts.
    await clock.advance(1_000);

    journal.comeBack();
    journal.work();

    assert.equal(a.hasWaiting, true);
  });
});
