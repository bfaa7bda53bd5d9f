import assert from 'node:assert/strict';
import { countOf, wholeOf } from '../../src/events/runs.js';
import { ARRIVAL_STEP } from '../../src/outbox/journal/arrivals.js';
import { memoryBytesOf } from '../../src/outbox/memory-bytes.js';
import { bareBlock } from '../helpers/events.js';
import { ALL, arrivalsOf, createStream, most, rowOf } from '../helpers/stream.js';

describe('stream-rows', () => {
  it('lets the queue hand out no event that comes after them', () => {
    const { queue, volatile, stored } = createStream();
    stored(1, false);
    volatile(1);
    stored(1);

    assert.deepEqual([queue.hasWaiting, queue.takeBatch(ALL)], [false, []]);
  });

  it('names the next, and puts a row that was read in its place', () => {
    const { queue, volatile, stored } = createStream();
    const [first, second, third] = [stored(1), stored(2, false), stored(1, false)];
    const last = volatile(1);
    assert.deepEqual([queue.rows.next?.after, queue.rows.next?.last], [second.arrival - 1, third.arrival]);

    assert.equal(queue.rows.load(rowOf(second)), true);
    queue.rows.endLoad(second.arrival);
    assert.deepEqual([queue.rows.next?.after, queue.rows.next?.last], [second.arrival, third.arrival]);
    assert.deepEqual(arrivalsOf(queue.takeBatch(ALL)), [first.arrival, second.arrival, second.arrival + 1]);
    assert.equal(queue.rows.load(rowOf(third)), true);
    queue.rows.endLoad(third.arrival);

    assert.equal(queue.rows.next, undefined);
    assert.deepEqual(arrivalsOf(queue.takeBatch(ALL)), [third.arrival]);
    assert.deepEqual(arrivalsOf(queue.takeBatch(ALL)), [last.arrival]);
  });

  it('names those after events in memory alone only when those are gone', () => {
    const { queue, volatile, stored } = createStream();
    volatile(1);
    const row = stored(1, false);
    assert.deepEqual([queue.rows.next, queue.rows.isEmpty], [undefined, false]);

    queue.ack(queue.takeBatch(ALL));

    assert.equal(queue.rows.next?.last, row.arrival);
  });

  it('accepts no row twice, and none whose place has changed', () => {
    const { queue, totals, stored } = createStream();
    const [kept, row] = [stored(1), stored(1, false)];

    assert.equal(queue.rows.load(rowOf(kept)), false);
    assert.equal(queue.rows.load(rowOf(row)), true);
    assert.equal(queue.rows.load(rowOf(row)), false);
    const gone = stored(1, false);
    assert.equal(queue.rows.drop(gone.arrival, 1), true);
    assert.equal(queue.rows.load(rowOf(gone)), false);

    assert.equal(totals.events, 2);
  });

  it('accepts a row of which some or all events have an answer', () => {
    const { queue, totals, stored } = createStream();
    const [part, none] = [stored(3, false), stored(2, false)];

    queue.rows.load(rowOf(part, [1]));
    queue.rows.load(rowOf(none, [0, 1]));
    queue.rows.endLoad(none.arrival);

    assert.deepEqual(arrivalsOf(queue.takeBatch(ALL)), [part.arrival, part.arrival + 2]);
    assert.equal(totals.events, 2);
    assert.equal(queue.rows.isEmpty, true);
  });

  it('stops counting rows that do not exist, once all were read', () => {
    const { queue, totals, backlog } = createStream();
    const first = backlog(3, 30);

    queue.rows.endLoad(first + ARRIVAL_STEP);
    assert.deepEqual([queue.rows.next?.after, totals.events], [first + ARRIVAL_STEP, 30]);
    queue.rows.endLoad(first);
    assert.equal(queue.rows.next?.after, first + ARRIVAL_STEP, 'it goes on from where it was');
    queue.rows.endLoad(first + 2 * ARRIVAL_STEP);

    assert.deepEqual([queue.rows.next, queue.isEmpty, totals.events], [undefined, true, 0]);
  });

  for (const [what, counted] of [
    ['more', 30],
    ['fewer', 1],
  ] as const) {
    it(`counts the events that exist, if a backlog named ${what}`, () => {
      const { queue, totals, backlog } = createStream();
      const id = backlog(2, counted);

      for (const arrival of [id, id + ARRIVAL_STEP]) {
        const block = bareBlock([1, 1]);
        Object.assign(block, { arrival, isStored: true });
        queue.rows.load({ id: arrival, events: [wholeOf(block)] });
      }
      queue.rows.endLoad(id + ARRIVAL_STEP);

      assert.equal(totals.events, 4);
      queue.ack(queue.takeBatch(ALL));
      assert.deepEqual([totals.events, queue.storedEvents, queue.isEmpty], [0, 0, true]);
    });

    it(`counts nothing when all rows are gone, if a backlog named ${what}`, () => {
      const { queue, totals, backlog } = createStream();
      const id = backlog(2, counted);

      queue.rows.drop(id, 2);
      queue.rows.drop(id + ARRIVAL_STEP, 2);

      assert.deepEqual([totals.events, queue.storedEvents, queue.isEmpty], [0, 0, true]);
    });
  }

  it('has no event older than its first', () => {
    const { queue, backlog } = createStream();
    assert.equal(queue.oldestArrival, Infinity);

    const first = backlog(2, 2);

    assert.equal(queue.oldestArrival, first);
  });

  it('counts the events of a row that is gone no longer', () => {
    const { queue, totals, stored } = createStream();
    const [kept, row] = [stored(1), stored(2, false)];

    assert.deepEqual([queue.rows.drop(kept.arrival, 1), totals.events], [false, 3]);
    assert.deepEqual([queue.rows.drop(row.arrival, 2), totals.events], [true, 1]);
    assert.equal(queue.rows.drop(row.arrival, 2), false);
  });

  describe('unload', () => {
    it('removes the newest stored block, which is read again in its place', () => {
      const { queue, totals, stored, volatile } = createStream();
      const [first, second, third, last] = [stored(1), stored(2), stored(1), volatile(1)];
      const bytes = memoryBytesOf(wholeOf(first)) + memoryBytesOf(wholeOf(last));

      assert.equal(queue.rows.unload(), third);
      assert.equal(queue.rows.unload(), second);
      assert.equal(queue.rows.unload(), undefined, 'the next attempt is for the first');

      assert.deepEqual([queue.bytes, totals.bytes, totals.events], [bytes, bytes, 5]);
      assert.deepEqual([queue.rows.next?.after, queue.rows.next?.last], [second.arrival - 1, third.arrival]);
      queue.rows.load(rowOf(second));
      queue.rows.load(rowOf(third));
      queue.rows.endLoad(third.arrival);
      const batch = [...queue.takeBatch(ALL), ...queue.takeBatch(ALL)];
      assert.deepEqual(arrivalsOf(batch), [
        first.arrival,
        second.arrival,
        second.arrival + 1,
        third.arrival,
        last.arrival,
      ]);
    });

    it('removes no block with events in flight, and none while rows are being read', () => {
      const { queue, stored } = createStream();
      stored(1);
      const second = stored(2);
      queue.takeBatch(most(2));
      assert.equal(queue.rows.unload(), undefined);
      queue.nack([{ block: second, from: 0, to: 1 }]);
      queue.rows.isLoading = true;
      assert.equal(queue.rows.unload(), undefined);

      queue.rows.isLoading = false;
      queue.nack(queue.takeBatch(most(1)));

      assert.equal(queue.rows.unload(), undefined, 'the only one that waits');
    });

    it('removes no block with events in flight while an older block waits', () => {
      const { queue, totals, stored } = createStream();
      const [older, block] = [stored(2), stored(2)];
      // The time of the second event is too far from the others for one batch.
      older.timestamps[1] = 2 * 86_400_000;
      const batch = queue.takeBatch(most(3));
      assert.deepEqual(arrivalsOf(batch), [older.arrival, block.arrival]);

      assert.equal(queue.rows.unload(), undefined);

      assert.equal(totals.events, 4);
      queue.ack(batch);
      const rest = [...queue.takeBatch(ALL), ...queue.takeBatch(ALL)];
      assert.deepEqual(arrivalsOf(rest), [older.arrival + 1, block.arrival + 1]);
    });

    it('removes a block of which some events have an answer, and reads the rest', () => {
      const { queue, totals, stored } = createStream();
      const [block, other] = [stored(1), stored(3)];
      const batch = queue.takeBatch(most(2));
      const [gone] = queue.ack([{ block: other, from: 0, to: 1 }]);
      other.remaining -= countOf([gone!]);
      queue.nack(batch);

      assert.equal(queue.rows.unload(), other);

      assert.deepEqual([totals.events, queue.storedEvents], [3, 3]);
      queue.rows.load(rowOf(other, [0]));
      assert.deepEqual(arrivalsOf(queue.takeBatch(ALL)), [
        block.arrival,
        other.arrival + 1,
        other.arrival + 2,
      ]);
    });

    it('removes nothing that is in memory alone', () => {
      const { queue, volatile } = createStream();
      volatile(1);
      volatile(1);

      assert.equal(queue.rows.unload(), undefined);
    });
  });
});
