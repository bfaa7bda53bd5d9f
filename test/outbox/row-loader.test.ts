import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import { createBatchCutter } from '../../src/dispatch/batch-cutter.js';
import type { EventBlock } from '../../src/events/model.js';
import { wholeOf } from '../../src/events/runs.js';
import { ARRIVAL_STEP } from '../../src/outbox/journal/arrivals.js';
import type { RowAck, StoredRow } from '../../src/outbox/journal/journal.js';
import { READ_RESERVE_BYTES, STORED_BYTES } from '../../src/outbox/memory-plan.js';
import { createRowLoader } from '../../src/outbox/row-loader.js';
import { StreamQueue } from '../../src/outbox/stream-queue.js';
import { bareBlock, destination } from '../helpers/events.js';
import { createFakeClock } from '../helpers/fake-clock.js';

interface Read {
  readonly stream: string;
  readonly after: number;
  readonly upTo: number;
  readonly most: 'row' | 'piece';
}

function setUp() {
  const clock = createFakeClock();
  const totals = { events: 0, bytes: 0, volatileBytes: 0 };
  const reads: Read[] = [];
  const ack = sinon.spy<(acks: readonly RowAck[]) => void>(() => undefined);
  const state = { isUp: true, reserved: 0, others: 0 };
  const loader = createRowLoader({
    clock,
    journal: {
      read: ({ logStreamName }, after, upTo, most) =>
        void reads.push({ stream: logStreamName, after, upTo, most }),
      isUp: () => state.isUp,
      ack,
    },
    memoryBytes: () => totals.bytes + state.reserved + state.others,
    reserve: (bytes) => void (state.reserved += bytes),
  });
  return {
    clock,
    totals,
    reads,
    ack,
    state,
    loader,
    /** Reads for the streams that wait, as a stream without rows does. */
    loadOthers: () => loader.load(new StreamQueue(destination('empty'), totals)),
    /** A stream with this many rows on the disk. */
    stream(name: string, rows = 2): StreamQueue {
      const stream = new StreamQueue(destination(name), totals);
      stream.rows.push({ first: ARRIVAL_STEP, last: rows * ARRIVAL_STEP, rows, events: rows });
      return stream;
    },
  };
}

/** One event of this many bytes. */
function row(nth: number, bytes = 100): StoredRow & { readonly block: EventBlock } {
  const block = bareBlock([1], [bytes]);
  return { id: nth * ARRIVAL_STEP, events: [wholeOf(block)], block };
}

describe('row-loader', () => {
  it('reads the next rows, once, and continues after them', () => {
    const { reads, loader, stream, state } = setUp();
    const a = stream('a', 3);
    loader.load(a);
    loader.load(a);
    assert.deepEqual(reads.splice(0), [
      { stream: 'a', after: ARRIVAL_STEP - 1, upTo: 3 * ARRIVAL_STEP, most: 'piece' },
    ]);
    assert.equal(state.reserved, READ_RESERVE_BYTES);
    const [first, second] = [row(1), row(2)];

    assert.deepEqual(loader.loaded(a, [first, second], second.id), [first.block, second.block]);

    assert.deepEqual(
      [first.block, second.block].map(({ arrival, isStored }) => [arrival, isStored]),
      [
        [first.id, true],
        [second.id, true],
      ],
    );
    assert.deepEqual(reads.splice(0), [
      { stream: 'a', after: second.id, upTo: 3 * ARRIVAL_STEP, most: 'piece' },
    ]);
    loader.loaded(a, [row(3)], 3 * ARRIVAL_STEP);
    loader.load(a);
    assert.deepEqual([reads, state.reserved], [[], 0]);
  });

  it('reads one row for each of a thousand streams if memory has no room for more', () => {
    const { reads, loader, stream } = setUp();

    for (let number = 0; number < 1_000; number++) loader.load(stream(`s${number}`, 10));

    const pieces = STORED_BYTES / READ_RESERVE_BYTES;
    assert.deepEqual(
      reads.map(({ most }) => most),
      [
        ...Array.from({ length: pieces }, () => 'piece'),
        ...Array.from({ length: 1_000 - pieces }, () => 'row'),
      ],
    );
  });

  it('reads nothing for a stream that has enough', () => {
    const { reads, loader, stream } = setUp();
    const a = stream('a', 3);
    loader.load(a);

    loader.loaded(a, [row(1, 3 * 1024 * 1024)], ARRIVAL_STEP);

    assert.equal(reads.length, 1);
  });

  it('reads nothing for a failing stream until its batch has an answer', () => {
    const { reads, loader, loadOthers, stream } = setUp();
    const a = stream('a', 3);
    loader.load(a);
    a.failing = true;
    loader.loaded(a, [row(1)], ARRIVAL_STEP);
    const cut = createBatchCutter({ maxBatchBytes: 1e6, maxBatchCount: 1_000 });
    const batch = a.takeBatch(cut);
    loader.load(a);
    loadOthers();
    loader.loadAll();
    assert.equal(reads.length, 1);

    a.failing = false;
    a.ack(batch);
    loader.load(a);

    assert.equal(reads.length, 2);
  });

  it('serves streams that wait for room in turn, as soon as there is room', () => {
    const { reads, loader, loadOthers, stream, state, totals } = setUp();
    const names = ['a', 'b', 'c'];
    const streams = names.map((name) => stream(name, 9));
    // Each has events in memory, so it may wait.
    for (const one of streams) {
      loader.load(one);
      loader.loaded(one, [row(1)], ARRIVAL_STEP);
    }
    for (const one of streams) loader.loaded(one, [row(2)], 2 * ARRIVAL_STEP);
    reads.length = 0;
    state.others = STORED_BYTES;
    for (const one of streams) loader.loaded(one, [row(3)], 3 * ARRIVAL_STEP);
    assert.equal(reads.length, 0);

    for (const [turn, name] of [...names, ...names].entries()) {
      // There is room for one more read; others use it while the read runs.
      state.others = STORED_BYTES - READ_RESERVE_BYTES - totals.bytes;
      loadOthers();
      assert.deepEqual(
        reads.splice(0).map((read) => read.stream),
        [name],
      );
      state.others = STORED_BYTES;
      loader.loaded(
        streams[turn % 3]!,
        [row(4 + Math.floor(turn / 3))],
        (4 + Math.floor(turn / 3)) * ARRIVAL_STEP,
      );
    }
  });

  it('looks again for rows that come after events in memory alone', () => {
    const { reads, loader, loadOthers, totals } = setUp();
    const a = new StreamQueue(destination('a'), totals);
    const block = bareBlock([1]);
    a.push(wholeOf(block));
    a.rows.push({ first: ARRIVAL_STEP, last: ARRIVAL_STEP, rows: 1, events: 1 });
    loader.load(a);
    assert.equal(reads.length, 0);

    a.ack(a.takeBatch(() => ({ batch: [wholeOf(block)], passedOver: [], seen: 1 })));
    loadOthers();

    assert.equal(reads.length, 1);
  });

  it('reads nothing while the journal is down, and for all waiting streams when it is back', () => {
    const { reads, loader, loadOthers, stream, state } = setUp();
    state.isUp = false;
    for (const name of ['a', 'b']) loader.load(stream(name));
    assert.equal(reads.length, 0);

    state.isUp = true;
    loadOthers();

    assert.deepEqual(
      reads.map((read) => read.stream),
      ['a', 'b'],
    );
  });

  it('retries a failed read after a second, and reserves nothing until then', async () => {
    const { clock, reads, loader, stream, state } = setUp();
    const a = stream('a');
    loader.load(a);

    loader.failed(a);
    assert.equal(state.reserved, 0);
    await clock.advance(999);
    assert.equal(reads.length, 1);
    await clock.advance(1);

    assert.equal(reads.length, 2);
    assert.deepEqual(reads[0], reads[1]);
    assert.equal(clock.keepingAlive, 0);
  });

  it('removes rows of which all events have an answer from the journal', () => {
    const { loader, ack, stream } = setUp();
    const a = stream('a', 2);
    loader.load(a);
    const second = row(2);

    const blocks = loader.loaded(a, [{ id: ARRIVAL_STEP, events: [] }, second], second.id);

    assert.deepEqual(blocks, [second.block]);
    assert.deepEqual(ack.args, [[[{ id: ARRIVAL_STEP, events: 'all' }]]]);
  });

  it('leaves rows whose place changed during the read on the disk', () => {
    const { loader, ack, totals, stream } = setUp();
    const a = stream('a', 2);
    loader.load(a);
    a.dropDisk();

    assert.deepEqual(loader.loaded(a, [row(1), { id: 2 * ARRIVAL_STEP, events: [] }], 2 * ARRIVAL_STEP), []);

    assert.deepEqual([totals.events, ack.callCount, a.rows.isLoading], [0, 0, false]);
  });

  it('lets no stream without events in memory wait for another when the journal is back', () => {
    const { reads, loader, stream, state } = setUp();
    state.others = STORED_BYTES;
    state.isUp = false;
    for (const name of ['a', 'b']) loader.load(stream(name));

    state.isUp = true;
    loader.loadAll();

    assert.deepEqual(
      reads.map((read) => [read.stream, read.most]),
      [
        ['a', 'row'],
        ['b', 'row'],
      ],
    );
  });

  it('reads for a stream whose events in memory all come after its rows', () => {
    const { reads, loader, stream } = setUp();
    const a = stream('a');
    a.push(wholeOf(bareBlock([1], [6 * 1024 * 1024])));

    loader.load(a);

    assert.equal(reads.length, 1);
  });
});
