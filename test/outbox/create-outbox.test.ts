import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import type { Destination, EventBlock, EventRun } from '../../src/events/model.js';
import { countOf, pick } from '../../src/events/runs.js';
import { createOutbox } from '../../src/outbox/create-outbox.js';
import { memoryBytesOf } from '../../src/outbox/memory-bytes.js';
import { createArrivals } from '../../src/outbox/journal/arrivals.js';
import { NO_JOURNAL } from '../../src/outbox/journal/journal.js';
import { MEMORY_BYTES } from '../../src/outbox/memory-plan.js';
import type { Outbox } from '../../src/outbox/outbox.js';
import type { WhenFull } from '../../src/options/options.js';
import { createBatchCutter } from '../../src/dispatch/batch-cutter.js';
import { withResolvers } from '../../src/util/with-resolvers.js';
import {
  arrivalIn,
  bareBlock,
  destination,
  eventsIn,
  eventsOf,
  runsOf,
  type TestEvent,
} from '../helpers/events.js';
import { createFakeClock } from '../helpers/fake-clock.js';
import { FakeJournal } from '../helpers/fake-journal.js';
import { isSettled } from '../helpers/is-settled.js';
import { addAll } from '../helpers/outbox.js';
import { turn } from '../helpers/turn.js';

const TWO = bareBlock([1, 1], [100, 100]);
/** Bytes that an event adds to its own. */
const BOOKKEEPING = memoryBytesOf({ block: TWO, from: 1, to: 2 }) - 100;
/** Bytes that the first event of a block adds. */
const BLOCK = memoryBytesOf({ block: TWO, from: 0, to: 1 }) - 100 - BOOKKEEPING;
/** Bytes that an event of most tests counts as, if it begins a block. */
const EACH = 2_000;
const LIMITS = { maxBatchBytes: 1_000_000, maxBatchCount: 3 };
const CUT = createBatchCutter(LIMITS);
const ONE = createBatchCutter({ ...LIMITS, maxBatchCount: 1 });

function setUp(maxBytes: number, whenFull: WhenFull = 'drop-newest') {
  const drops: [Destination, TestEvent[]][] = [];
  const freed: EventBlock[] = [];
  const outbox = createOutbox(
    {
      clock: createFakeClock(),
      journal: NO_JOURNAL,
      arrivals: createArrivals(),
      free: (block) => void freed.push(block),
    },
    { maxBytes, whenFull },
  );
  outbox.subscribe({
    ready: () => undefined,
    dropped: (to, lost) => void drops.push([to, eventsIn(lost)]),
    recovered: () => undefined,
  });
  return { outbox, drops, freed, dropped: () => drops.flatMap(([, lost]) => lost) };
}

/** Events in one block, with the bytes that each counts as. */
function blockOf(...each: readonly number[]): EventBlock {
  return bareBlock(
    each.map(() => 1),
    each.map((bytes, index) => bytes - BOOKKEEPING - (index === 0 ? BLOCK : 0)),
  );
}

/** A block with this many events. */
function events(count: number): EventBlock {
  return blockOf(...Array.from({ length: count }, () => EACH));
}

/** This many events, each in a block of its own. */
function singles(count: number): EventBlock[] {
  return Array.from({ length: count }, () => events(1));
}

/** Bytes that the events of a run count as. */
function countedBytes(all: readonly TestEvent[]): number {
  return all.reduce((sum, { size, index }) => sum + size + BOOKKEEPING + (index === 0 ? BLOCK : 0), 0);
}

/** Takes a batch and puts it back without an answer. */
function fail(outbox: Outbox, to: Destination): void {
  outbox.nack(to, outbox.takeBatch(to, CUT));
}

describe('create-outbox', () => {
  it('counts events until they are acknowledged', () => {
    const { outbox } = setUp(10 * EACH);
    const a = destination('a');

    assert.equal(addAll(outbox, a, [events(4)]), 0);
    const batch = outbox.takeBatch(a, CUT);

    assert.deepEqual([outbox.count, outbox.bytes], [4, 4 * EACH]);
    assert.deepEqual([outbox.hasWaiting(a), outbox.has(a)], [true, true]);
    outbox.ack(a, batch);
    assert.deepEqual([outbox.count, outbox.bytes], [1, EACH]);
    outbox.ack(a, outbox.takeBatch(a, CUT));
    assert.deepEqual([outbox.hasWaiting(a), outbox.has(a), outbox.bytes], [false, false, 0]);
  });

  it('hands out events that came back before newer ones', () => {
    const { outbox } = setUp(100 * EACH);
    const a = destination('a');
    const [early, late] = [events(4), events(1)];
    addAll(outbox, a, [early]);
    const batch = outbox.takeBatch(a, CUT);
    addAll(outbox, a, [late]);

    outbox.nack(a, batch);

    assert.deepEqual(eventsIn(outbox.takeBatch(a, CUT)), eventsOf(early).slice(0, 3));
  });

  it('acknowledges an event once', () => {
    const { outbox } = setUp(10 * EACH);
    const a = destination('a');
    addAll(outbox, a, [events(2)]);
    const batch = outbox.takeBatch(a, CUT);

    outbox.ack(a, batch);
    outbox.ack(a, batch);
    outbox.nack(a, batch);

    assert.deepEqual([outbox.count, outbox.bytes, outbox.hasWaiting(a)], [0, 0, false]);
  });

  describe("when full, with 'drop-newest'", () => {
    it('accepts events up to the last byte, and refuses and reports the rest at once', () => {
      const { outbox, drops } = setUp(3 * EACH);
      const a = destination('a');
      const all = events(5);

      assert.equal(addAll(outbox, a, [all]), 2);

      assert.equal(outbox.bytes, 3 * EACH);
      assert.deepEqual(drops, [[a, eventsOf(all).slice(3)]]);
    });

    it('accepts a small event after a large one that did not fit', () => {
      const { outbox, dropped } = setUp(3 * EACH);
      const all = blockOf(EACH, 2.5 * EACH, EACH);

      assert.equal(addAll(outbox, destination(), [all]), 1);

      assert.deepEqual(dropped(), [eventsOf(all)[1]]);
    });

    it('counts events that are handed out', () => {
      const { outbox } = setUp(3 * EACH);
      const a = destination('a');
      addAll(outbox, a, [events(3)]);
      outbox.takeBatch(a, CUT);

      assert.equal(addAll(outbox, a, [events(1)]), 1);
    });
  });

  describe("when full, with 'drop-oldest'", () => {
    it('drops the oldest events of all streams and reports each stream once', () => {
      const { outbox, drops } = setUp(4 * EACH, 'drop-oldest');
      const [a, b, c] = [destination('a'), destination('b'), destination('c')];
      const [first, second, third, fourth] = singles(4);
      addAll(outbox, a, [first!]);
      addAll(outbox, b, [second!]);
      addAll(outbox, a, [third!, fourth!]);

      assert.equal(addAll(outbox, c, [events(3)]), 0);

      assert.deepEqual(drops, [
        [a, eventsOf(first!, third!)],
        [b, eventsOf(second!)],
      ]);
      assert.equal(outbox.bytes, 4 * EACH);
    });

    it('drops the first events of a block that is too large', () => {
      const { outbox, dropped } = setUp(2 * EACH, 'drop-oldest');
      const all = events(5);

      assert.equal(addAll(outbox, destination(), [all]), 0);

      assert.deepEqual(dropped(), eventsOf(all).slice(0, 3));
    });

    it('refuses the newest event when all others are handed out', () => {
      const { outbox, dropped } = setUp(3 * EACH, 'drop-oldest');
      const a = destination('a');
      addAll(outbox, a, [events(3)]);
      outbox.takeBatch(a, CUT);
      const late = events(1);

      assert.equal(addAll(outbox, a, [late]), 1);

      assert.deepEqual(dropped(), eventsOf(late));
    });

    it('drops nothing for an event that could never fit', () => {
      const { outbox, dropped } = setUp(3 * EACH, 'drop-oldest');
      addAll(outbox, destination('a'), [events(3)]);
      const huge = blockOf(3 * EACH + 1);

      assert.equal(addAll(outbox, destination('b'), [huge]), 1);

      assert.deepEqual(dropped(), eventsOf(huge));
    });

    it('drops older events of other streams before its own, however large the block is', () => {
      const { outbox, dropped } = setUp(6 * EACH, 'drop-oldest');
      const [first, second] = singles(2);
      addAll(outbox, destination('a'), [first!]);
      addAll(outbox, destination('b'), [second!]);

      addAll(outbox, destination('b'), [events(6)]);

      assert.deepEqual(dropped(), eventsOf(first!, second!));
    });

    it('searches for the oldest event again when another stream gets events', () => {
      const { outbox, dropped } = setUp(3 * EACH, 'drop-oldest');
      const [a, b] = [destination('a'), destination('b')];
      const all = singles(8);

      for (const [index, block] of all.entries()) addAll(outbox, index === 4 ? b : a, [block]);

      assert.deepEqual(dropped(), eventsOf(...all.slice(0, 5)));
    });

    it('drops events that came back before newer events of other streams', () => {
      const { outbox, dropped } = setUp(4 * EACH, 'drop-oldest');
      const [a, b] = [destination('a'), destination('b')];
      const [first, second, third] = singles(3);
      addAll(outbox, a, [first!]);
      const batch = outbox.takeBatch(a, CUT);
      addAll(outbox, b, [second!, third!]);
      addAll(outbox, a, [events(1)]);
      addAll(outbox, b, [events(1)]);
      outbox.nack(a, batch);

      addAll(outbox, b, [events(1)]);

      assert.deepEqual(dropped(), eventsOf(second!, first!));
    });
  });

  describe('for a stream without an answer', () => {
    it('leaves half of the room to other streams', () => {
      const { outbox, dropped } = setUp(10 * EACH);
      const [bad, good] = [destination('bad'), destination('good')];
      addAll(outbox, good, [events(1)]);
      outbox.ack(good, outbox.takeBatch(good, CUT));
      addAll(outbox, bad, [events(3)]);
      fail(outbox, bad);

      assert.equal(addAll(outbox, bad, [events(4)]), 2);
      assert.equal(addAll(outbox, good, [events(5)]), 0);

      assert.equal(outbox.bytes, 10 * EACH);
      assert.equal(dropped().length, 2);
    });

    it('gives it all the room while it is the only stream', () => {
      const { outbox } = setUp(10 * EACH);
      const bad = destination('bad');
      addAll(outbox, bad, [events(3)]);
      fail(outbox, bad);

      assert.equal(addAll(outbox, bad, [events(7)]), 0);
    });

    it('gives it all the room again after an answer', () => {
      const { outbox } = setUp(10 * EACH);
      const [bad, good] = [destination('bad'), destination('good')];
      addAll(outbox, good, [events(1)]);
      outbox.ack(good, outbox.takeBatch(good, CUT));
      addAll(outbox, bad, [events(3)]);
      fail(outbox, bad);
      outbox.ack(bad, outbox.takeBatch(bad, CUT));

      assert.equal(addAll(outbox, bad, [events(10)]), 0);
    });

    it('drops its newest events when another stream needs room', () => {
      const { outbox, drops } = setUp(10 * EACH);
      const [bad, good] = [destination('bad'), destination('good')];
      const held = events(10);
      addAll(outbox, bad, [held]);
      fail(outbox, bad);

      assert.equal(addAll(outbox, good, [events(2)]), 0);

      assert.deepEqual(drops, [[bad, eventsOf(held).slice(8).toReversed()]]);
      assert.equal(outbox.bytes, 10 * EACH);
    });

    it('never drops it below half of the room, then refuses', () => {
      const { outbox, drops } = setUp(10 * EACH);
      const [bad, good] = [destination('bad'), destination('good')];
      addAll(outbox, bad, [events(10)]);
      fail(outbox, bad);

      assert.equal(addAll(outbox, good, [events(7)]), 2);

      assert.deepEqual(
        drops.map(([to, lost]) => [to.logStreamName, lost.length]),
        [
          ['bad', 5],
          ['good', 2],
        ],
      );
    });

    it('leaves room for a healthy stream when several failing ones fill the outbox', () => {
      const { outbox } = setUp(10 * EACH);
      const bad = [destination('bad1'), destination('bad2')];
      for (const to of bad) addAll(outbox, to, [events(3)]);
      for (const to of bad) fail(outbox, to);
      for (const to of bad) addAll(outbox, to, [events(5)]);

      assert.equal(outbox.bytes, 10 * EACH);
      assert.equal(addAll(outbox, destination('good'), [events(5)]), 0);
    });

    it("drops its own oldest events above half of the room with 'drop-oldest'", () => {
      const { outbox, drops } = setUp(10 * EACH, 'drop-oldest');
      const [bad, good] = [destination('bad'), destination('good')];
      const held = events(5);
      addAll(outbox, good, [events(2)]);
      addAll(outbox, bad, [held]);
      fail(outbox, bad);

      assert.equal(addAll(outbox, bad, [events(1)]), 0);

      assert.deepEqual(drops, [[bad, eventsOf(held).slice(0, 1)]]);
    });
  });

  describe('drained', () => {
    it('resolves at once when the outbox is empty', async () => {
      await setUp(10 * EACH).outbox.drained();
    });

    it('resolves when all events held at the call are gone, whatever came later', async () => {
      const { outbox } = setUp(100 * EACH);
      const [a, b] = [destination('a'), destination('b')];
      addAll(outbox, a, [events(2)]);
      addAll(outbox, b, [events(1)]);
      const drained = outbox.drained();
      addAll(outbox, a, [events(9)]);
      const batch = outbox.takeBatch(a, CUT);

      outbox.nack(a, batch);
      outbox.ack(b, outbox.takeBatch(b, CUT));
      assert.equal(await isSettled(drained), false);
      outbox.ack(a, outbox.takeBatch(a, ONE));
      assert.equal(await isSettled(drained), false);
      outbox.ack(a, outbox.takeBatch(a, ONE));

      assert.equal(await isSettled(drained), true);
      assert.equal(outbox.count, 9);
    });

    it('resolves when the events held at the call are dropped', async () => {
      const { outbox } = setUp(2 * EACH, 'drop-oldest');
      addAll(outbox, destination(), [events(2)]);
      const drained = outbox.drained();

      addAll(outbox, destination('other'), [events(2)]);

      assert.equal(await isSettled(drained), true);
    });

    it('never resolves after its signal', async () => {
      const { outbox } = setUp(2 * EACH);
      const a = destination('a');
      addAll(outbox, a, [events(2)]);
      const controller = new AbortController();
      const drained = outbox.drained(controller.signal);

      controller.abort();
      const late = outbox.drained(controller.signal);
      outbox.ack(a, outbox.takeBatch(a, CUT));

      assert.equal(await isSettled(drained), false);
      assert.equal(await isSettled(late), false);
    });
  });

  describe('close', () => {
    it('holds nothing afterwards; before it, all held events were remaining, handed out or not', async () => {
      const { outbox } = setUp(100 * EACH);
      const a = destination('a');
      const all = events(5);
      addAll(outbox, a, [all]);
      const batch = outbox.takeBatch(a, CUT);
      const drained = outbox.drained();

      const left = outbox.remaining().volatile.map(([to, runs]) => [to, eventsIn(runs)]);
      assert.deepEqual(left, [[a, eventsOf(all)]]);
      await outbox.close();

      assert.equal(await isSettled(drained), true);
      outbox.ack(a, batch);
      outbox.nack(a, batch);
      assert.deepEqual([outbox.count, outbox.bytes, outbox.has(a)], [0, 0, false]);
    });
  });

  describe('forget', () => {
    it('forgets no stream that has events', () => {
      const { outbox } = setUp(100 * EACH);
      const a = destination('a');
      addAll(outbox, a, [events(1)]);

      outbox.forget(a);

      assert.equal(outbox.has(a), true);
      outbox.ack(a, outbox.takeBatch(a, CUT));
      assert.equal(outbox.bytes, 0);
    });

    it('does not count a forgotten stream among the others', () => {
      const { outbox } = setUp(10 * EACH);
      const [bad, idle] = [destination('bad'), destination('idle')];
      addAll(outbox, idle, [events(1)]);
      outbox.ack(idle, outbox.takeBatch(idle, CUT));
      addAll(outbox, bad, [events(3)]);
      fail(outbox, bad);
      assert.equal(addAll(outbox, bad, [events(3)]), 1);

      outbox.forget(idle);

      assert.equal(addAll(outbox, bad, [events(5)]), 0);
    });
  });

  it('keeps no reference to an event that is gone', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage: unknown = runInNewContext('gc');
    assert.ok(typeof collectGarbage === 'function');
    const outbox = createOutbox(
      { clock: createFakeClock(), journal: NO_JOURNAL, arrivals: createArrivals(), free: () => undefined },
      { maxBytes: 1_000_000, whenFull: 'drop-newest' },
    );
    const a = destination('a');
    const watched = (function fill() {
      const all = singles(20);
      addAll(outbox, a, all);
      outbox.ack(a, outbox.takeBatch(a, CUT));
      outbox.nack(a, outbox.takeBatch(a, CUT));
      outbox.ack(a, outbox.takeBatch(a, CUT));
      return all.slice(0, 6).map((block) => new WeakRef(block));
    })();

    for (let round = 0; round < 3; round++) {
      await turn();
      collectGarbage();
    }

    assert.deepEqual(
      watched.map((block) => block.deref()),
      Array.from(watched, () => undefined),
    );
    assert.equal(outbox.count, 14);
  });

  describe('frees a block', () => {
    it('when the last of its events has its answer, in whatever parts they come', () => {
      const { outbox, freed } = setUp(100 * EACH);
      const a = destination('a');
      const [first, second] = [events(4), events(2)];
      addAll(outbox, a, [first, second]);
      const batch = eventsIn(outbox.takeBatch(a, createBatchCutter({ ...LIMITS, maxBatchCount: 5 })));

      outbox.ack(a, runsOf([batch[4]!, batch[1]!]));
      outbox.ack(a, runsOf([batch[0]!, batch[3]!]));
      assert.deepEqual(freed, []);
      outbox.ack(a, runsOf([batch[2]!]));
      assert.deepEqual(freed, [first]);
      outbox.ack(a, outbox.takeBatch(a, CUT));

      assert.deepEqual(freed, [first, second]);
    });

    it('not when they come back without an answer', () => {
      const { outbox, freed } = setUp(100 * EACH);
      const a = destination('a');
      const block = events(3);
      addAll(outbox, a, [block]);

      fail(outbox, a);
      fail(outbox, a);
      assert.deepEqual(freed, []);
      outbox.ack(a, outbox.takeBatch(a, CUT));

      assert.deepEqual(freed, [block]);
    });

    it('when all of its events are refused', () => {
      const { outbox, freed } = setUp(2 * EACH);
      const a = destination('a');
      const held = events(2);
      addAll(outbox, a, [held]);
      const [late, later] = [events(3), events(1)];

      addAll(outbox, a, [late, later]);
      assert.deepEqual(freed, [late, later]);
      outbox.ack(a, outbox.takeBatch(a, CUT));

      assert.deepEqual(freed, [late, later, held]);
    });

    it('when some of its events were refused and the others are gone', () => {
      const { outbox, freed } = setUp(2 * EACH);
      const a = destination('a');
      const block = events(3);

      addAll(outbox, a, [block]);
      assert.deepEqual(freed, []);
      outbox.ack(a, outbox.takeBatch(a, CUT));

      assert.deepEqual(freed, [block]);
    });

    it('when it is dropped for newer events, also of the same block', () => {
      const { outbox, freed } = setUp(2 * EACH, 'drop-oldest');
      const a = destination('a');
      const [old, huge] = [events(2), events(5)];
      addAll(outbox, a, [old]);

      addAll(outbox, a, [huge]);
      assert.deepEqual(freed, [old]);
      outbox.ack(a, outbox.takeBatch(a, CUT));

      assert.deepEqual(freed, [old, huge]);
    });

    it('when a failing stream loses it to another stream', () => {
      const { outbox, freed } = setUp(4 * EACH);
      const bad = destination('bad');
      const blocks = singles(4);
      addAll(outbox, bad, blocks);
      fail(outbox, bad);

      addAll(outbox, destination('good'), [events(2)]);

      assert.deepEqual(freed, [blocks[3], blocks[2]]);
    });

    it('never after it was closed, because it may still be read', async () => {
      const { outbox, freed } = setUp(10 * EACH);
      const a = destination('a');
      addAll(outbox, a, [events(5)]);
      const batch = outbox.takeBatch(a, CUT);

      await outbox.close();
      outbox.ack(a, batch);

      assert.deepEqual(freed, []);
    });
  });

  it('behaves like its model, for any sequence of calls', async () => {
    const MAX_BYTES = 12_000;
    /** Bytes of the largest event, if it begins a block. */
    const LARGEST = 2_000 + BOOKKEEPING + BLOCK;
    const stream = fc.nat({ max: 3 });
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.tuple(fc.constant('add' as const), stream, fc.nat({ max: 6 })) },
      { weight: 3, arbitrary: fc.tuple(fc.constant('take' as const), stream, fc.nat({ max: 6 })) },
      { weight: 2, arbitrary: fc.tuple(fc.constant('settle' as const), stream, fc.nat({ max: 6 })) },
      { weight: 2, arbitrary: fc.tuple(fc.constant('release' as const), stream, fc.nat({ max: 6 })) },
      { weight: 1, arbitrary: fc.tuple(fc.constant('forget' as const), stream, fc.nat({ max: 6 })) },
      { weight: 1, arbitrary: fc.tuple(fc.constant('drained' as const), stream, fc.nat({ max: 6 })) },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom<WhenFull>('drop-newest', 'drop-oldest'),
        fc.array(step, { maxLength: 60 }),
        async (whenFull, steps) => {
          const { outbox, dropped, drops, freed } = setUp(MAX_BYTES, whenFull);
          const lanes = Array.from({ length: 4 }, (_, index) => ({
            to: destination(String(index)),
            waiting: [] as TestEvent[],
            taken: [] as TestEvent[],
            /** The last batch. */
            batch: [] as readonly EventRun[],
            failing: false,
            known: false,
          }));
          const waiters: { waitsFor: Set<TestEvent>; resolved: boolean }[] = [];
          const gone = new Set<TestEvent>();
          const blocks: EventBlock[] = [];
          for (const [index, [action, at, amount]] of steps.entries()) {
            const lane = lanes[at]!;
            switch (action) {
              case 'add': {
                const toldBefore = drops.length;
                const sizes = Array.from(
                  { length: amount },
                  (_, nth) => (((index * 7 + nth * 13) % 5) + 1) * 400,
                );
                if (amount === 0) break;
                const added = [
                  bareBlock(
                    sizes.map(() => 1),
                    sizes,
                  ),
                ];
                blocks.push(...added);
                const fresh = eventsOf(...added);
                const half = lane.failing && lanes.filter(({ known }) => known).length > (lane.known ? 1 : 0);
                lane.known = true;
                const failingBefore = lanes
                  .filter(({ failing, known }) => failing && known)
                  .reduce((sum, { waiting, taken }) => sum + countedBytes([...waiting, ...taken]), 0);
                const refused = addAll(outbox, lane.to, added);
                const lost = drops.slice(toldBefore).flatMap(([, events_]) => events_);
                lane.waiting.push(...fresh);
                for (const other of lanes) other.waiting = other.waiting.filter((one) => !lost.includes(one));
                for (const one of lost) gone.add(one);
                assert.equal(
                  new Set(drops.slice(toldBefore).map(([to]) => to)).size,
                  drops.length - toldBefore,
                );
                if (whenFull === 'drop-newest') {
                  const others = lost.filter((one) => !fresh.includes(one));
                  assert.equal(lost.length - others.length, refused);
                  if (others.length > 0) {
                    assert.equal(lane.failing, false);
                    assert.ok(failingBefore - countedBytes(others) >= MAX_BYTES / 2 - LARGEST);
                  }
                } else {
                  // Events that are left are newer than dropped ones, except those that were handed out.
                  const wentBefore = Math.max(
                    -1,
                    ...lost.filter((one) => !fresh.includes(one)).map(arrivalIn),
                  );
                  if (!half && refused === 0) {
                    for (const other of lanes)
                      assert.ok(
                        other.waiting.every((one) => arrivalIn(one) > wentBefore || wentBefore === -1),
                      );
                  }
                }
                break;
              }
              case 'take': {
                if (lane.taken.length > 0) break;
                lane.batch = outbox.takeBatch(
                  lane.to,
                  createBatchCutter({ maxBatchBytes: 1e6, maxBatchCount: amount + 1 }),
                );
                lane.taken = eventsIn(lane.batch);
                assert.deepEqual(lane.taken, lane.waiting.slice(0, amount + 1));
                lane.waiting = lane.waiting.slice(lane.taken.length);
                break;
              }
              case 'settle': {
                const settled = amount % 2 === 0 ? lane.taken.slice(0, amount) : lane.taken.slice(-amount);
                outbox.ack(lane.to, asHandedOut(settled, lane.batch));
                lane.taken = lane.taken.filter((one) => !settled.includes(one));
                lane.failing = false;
                for (const one of settled) gone.add(one);
                break;
              }
              case 'release': {
                const released = lane.taken.slice(0, amount);
                outbox.nack(lane.to, asHandedOut(released, lane.batch));
                lane.taken = lane.taken.slice(amount);
                lane.waiting = [...released, ...lane.waiting].toSorted((a, b) => arrivalIn(a) - arrivalIn(b));
                if (lane.known) lane.failing = true;
                break;
              }
              case 'forget':
                outbox.forget(lane.to);
                if (lane.waiting.length + lane.taken.length === 0) {
                  lane.known = false;
                  lane.failing = false;
                }
                break;
              case 'drained': {
                const waiter = {
                  waitsFor: new Set(lanes.flatMap(({ waiting, taken }) => [...waiting, ...taken])),
                  resolved: false,
                };
                waiters.push(waiter);
                void outbox.drained().then(() => (waiter.resolved = true));
                break;
              }
              default:
                assert.fail();
            }
            await turn();
            const held = lanes.flatMap(({ waiting, taken }) => [...waiting, ...taken]);
            assert.equal(outbox.count, held.length);
            assert.equal(outbox.bytes, countedBytes(held));
            assert.ok(outbox.bytes <= MAX_BYTES);
            assert.equal(new Set(freed).size, freed.length, 'each block is freed once');
            assert.deepEqual(
              new Set(freed),
              new Set(blocks.filter((block) => eventsOf(block).every((one) => gone.has(one)))),
            );
            for (const { to, waiting, taken } of lanes) {
              assert.equal(outbox.hasWaiting(to), waiting.length > 0);
              assert.equal(outbox.has(to), waiting.length + taken.length > 0);
            }
            for (const { waitsFor, resolved } of waiters) {
              assert.equal(
                resolved,
                [...waitsFor].every((one) => gone.has(one)),
              );
            }
          }
          assert.equal(new Set(dropped()).size, dropped().length, 'each dropped event is reported once');
          assert.equal(gone.size + outbox.count, eventsOf(...blocks).length);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

const MIB = 1024 * 1024;

function setUpWithJournal(whenFull: WhenFull = 'drop-newest') {
  const clock = createFakeClock();
  const arrivals = createArrivals();
  const journal = new FakeJournal(arrivals);
  const ready: string[] = [];
  const dropped: [stream: string, count: number, reason: string][] = [];
  const recovered: number[] = [];
  const freed: EventBlock[] = [];
  const outbox = createOutbox(
    { clock, journal, arrivals, free: (block) => void freed.push(block) },
    { maxBytes: MEMORY_BYTES, whenFull },
  );
  outbox.subscribe({
    ready: ({ logStreamName }) => void ready.push(logStreamName),
    dropped: ({ logStreamName }, lost, reason) => void dropped.push([logStreamName, countOf(lost), reason]),
    recovered: (count) => void recovered.push(count),
  });
  return { clock, journal, outbox, ready, dropped, recovered, freed };
}

describe('create-outbox, with a journal', () => {
  it('reports refused events later, and holds a block when it is stored', async () => {
    const { journal, outbox, ready } = setUpWithJournal();
    const a = destination('a');

    const refused = outbox.add(a, events(2));
    assert.deepEqual([outbox.count, outbox.has(a), outbox.hasWaiting(a), ready], [0, true, false, []]);
    journal.work();

    assert.equal(await refused, 0);
    assert.deepEqual([outbox.count, outbox.hasWaiting(a), ready], [2, true, ['a']]);
  });

  it('counts the bytes on the disk, and those in memory alone', () => {
    const { journal, outbox } = setUpWithJournal();
    journal.bytes = 100_000;
    void outbox.add(destination('a'), events(2));
    journal.work();
    assert.equal(outbox.bytes, 100_000);

    journal.mode = 'fails';
    void outbox.add(destination('a'), events(3));
    journal.work();

    assert.equal(outbox.bytes, 100_000 + 3 * EACH);
  });

  it('reports to the journal once that a stream fails, and once that it works again', () => {
    const { journal, outbox } = setUpWithJournal();
    const a = destination('a');
    void outbox.add(a, events(3));
    journal.work();

    fail(outbox, a);
    fail(outbox, a);
    outbox.ack(a, outbox.takeBatch(a, ONE));
    outbox.ack(a, outbox.takeBatch(a, ONE));

    assert.deepEqual(journal.failings, [
      ['a', true],
      ['a', false],
    ]);
  });

  it('names the events that remain in memory alone, and counts those on the disk or on the way there', () => {
    const { journal, outbox } = setUpWithJournal();
    const [a, b, idle] = [destination('a'), destination('b'), destination('idle')];
    void outbox.add(idle, events(1));
    void outbox.add(a, events(3));
    journal.work();
    outbox.ack(idle, outbox.takeBatch(idle, CUT));
    journal.mode = 'fails';
    const volatile = events(2);
    void outbox.add(b, volatile);
    journal.work();
    journal.recover(a, 5);
    journal.work();
    outbox.takeBatch(a, ONE);
    void outbox.add(b, events(4));

    const remaining = outbox.remaining();

    assert.deepEqual(
      remaining.volatile.map(([to, runs]) => [to, eventsIn(runs)]),
      [[b, eventsOf(volatile)]],
    );
    assert.deepEqual(remaining.stored, [
      [a, 13],
      [b, 4],
    ]);
  });

  it('names the events at hand, stored or not, without rows that are on the disk alone', () => {
    const { journal, outbox } = setUpWithJournal();
    const [a, b, idle] = [destination('a'), destination('b'), destination('idle')];
    const [stored, volatile] = [events(3), events(2)];
    void outbox.add(idle, events(1));
    void outbox.add(a, stored);
    journal.work();
    outbox.ack(idle, outbox.takeBatch(idle, CUT));
    outbox.takeBatch(a, ONE);
    journal.mode = 'fails';
    void outbox.add(b, volatile);
    journal.work();
    journal.recover(a, 5);
    journal.work(1);

    assert.deepEqual(
      outbox.atHand().map(([to, runs]) => [to, eventsIn(runs)]),
      [
        [a, eventsOf(stored)],
        [b, eventsOf(volatile)],
      ],
    );
  });

  it('notes in the journal what others have sent, and keeps it in memory, where it may still be read', () => {
    const { journal, outbox, freed } = setUpWithJournal();
    const a = destination('a');
    const [whole, part] = [events(2), events(3)];
    for (const block of [whole, part]) void outbox.add(a, block);
    journal.work();
    outbox.takeBatch(a, ONE);
    const [, runs] = outbox.atHand()[0]!;

    outbox.noteAnswered(pick(runs, 0, 3));
    outbox.storeNow(0);

    assert.deepEqual([...journal.rows.keys()], [part.arrival]);
    assert.deepEqual([...journal.rows.get(part.arrival)!.answered], [0]);
    assert.deepEqual([outbox.count, freed], [5, []]);
    // The process did not end: everything is sent again, and each block is freed once.
    outbox.ack(a, pick(runs, 0, 1));
    while (outbox.hasWaiting(a)) outbox.ack(a, outbox.takeBatch(a, CUT));
    outbox.storeNow(0);
    assert.deepEqual([outbox.count, journal.rows.size, freed], [0, 0, [whole, part]]);
  });

  it('is drained when the journal was searched and the events found there are gone', async () => {
    const { journal, outbox } = setUpWithJournal();
    const a = destination('a');
    const { promise: search, resolve: end } = withResolvers();
    Object.assign(journal, { searched: () => search });
    const drained = outbox.drained();
    assert.equal(await isSettled(drained), false);

    journal.recover(a, 1);
    journal.work();
    end();
    await search;
    assert.equal(await isSettled(drained), false);
    outbox.ack(a, outbox.takeBatch(a, CUT));

    assert.equal(await isSettled(drained), true);
  });

  it('is drained when the events on the disk alone are gone too', async () => {
    const { journal, outbox } = setUpWithJournal();
    const a = destination('a');
    journal.recover(a, 9);
    journal.work(1);
    const drained = outbox.drained();

    for (let rows = 0; rows < 9; rows++) {
      assert.equal(await isSettled(drained), false);
      journal.work();
      outbox.ack(a, outbox.takeBatch(a, createBatchCutter({ ...LIMITS, maxBatchCount: 2 })));
    }

    assert.equal(await isSettled(drained), true);
    assert.equal(outbox.count, 0);
  });

  it('reads nothing for a failing stream until its batch has an answer, then all rows that follow', () => {
    const { journal, outbox } = setUpWithJournal();
    const a = destination('a');
    void outbox.add(a, events(1));
    journal.work();
    fail(outbox, a);
    void outbox.add(a, events(1));
    journal.work();

    const batch = outbox.takeBatch(a, CUT);
    void outbox.add(a, events(2));
    journal.work();
    assert.deepEqual([countOf(batch), outbox.count, outbox.hasWaiting(a)], [1, 4, false]);
    outbox.nack(a, batch);
    const again = outbox.takeBatch(a, CUT);
    assert.deepEqual([countOf(again), journal.waiting], [1, []]);

    outbox.ack(a, again);
    journal.work();
    assert.equal(countOf(outbox.takeBatch(a, CUT)), 3);
  });

  it('reads what follows at once where the disk drops all that memory has of a stream that fails', () => {
    const { journal, outbox } = setUpWithJournal();
    const a = destination('a');
    void outbox.add(a, events(1));
    journal.work();
    fail(outbox, a);
    void outbox.add(a, events(2));
    journal.work();

    journal.drop([...journal.rows.keys()][0]!);
    journal.work();

    assert.deepEqual([outbox.count, outbox.hasWaiting(a)], [2, true]);
  });

  it('forgets with a stream that it fails', () => {
    const { journal, outbox } = setUpWithJournal();
    const a = destination('a');
    void outbox.add(a, events(1));
    journal.work();
    fail(outbox, a);
    journal.drop([...journal.rows.keys()][0]!);

    outbox.forget(a);

    assert.deepEqual(journal.failings, [
      ['a', true],
      ['a', false],
    ]);
  });

  it('forgets no stream whose rows are being read', () => {
    const { journal, outbox } = setUpWithJournal();
    const a = destination('a');
    journal.recover(a, 1);
    journal.work(1);
    journal.drop([...journal.rows.keys()][0]!);
    assert.equal(outbox.count, 0);

    outbox.forget(a);
    assert.equal(outbox.has(a), true);

    journal.work();
    assert.equal(outbox.has(a), false);
  });

  it('knows what the events of a stream belong to', () => {
    const { outbox } = setUpWithJournal();
    const a = destination('a');
    assert.equal(outbox.entityOf(a), undefined);
    const [before, after] = ['before', 'after'].map((name) => ({ name, environment: 'prod' }));

    void outbox.add(a, events(1), before);
    void outbox.add(a, events(1), after);

    assert.equal(outbox.entityOf(a), after);
  });

  it('drops events that come, or are not stored, after close', async () => {
    const { journal, outbox, dropped } = setUpWithJournal();
    const a = destination('a');
    const waiting = outbox.add(a, events(2));

    const closed = outbox.close();
    assert.equal(outbox.add(a, events(1)), 1);
    await closed;

    assert.equal(await waiting, 2);
    assert.deepEqual(dropped, [
      ['a', 2, 'shutdown'],
      ['a', 1, 'shutdown'],
    ]);
    assert.equal(journal.closed, true);
    assert.deepEqual([outbox.count, outbox.has(a)], [0, false]);
  });

  it('sends no event that it reported as lost, if a thread had stored it before it died', async () => {
    const { clock, journal, outbox, dropped } = setUpWithJournal();
    const [a, b] = [destination('a'), destination('b')];
    // Memory has enough: the rows of others stay on the disk.
    void outbox.add(a, blockOf(4 * MIB));
    journal.recover(a, 1);
    journal.work();
    journal.mode = 'fails';
    void outbox.add(b, blockOf(58 * MIB));
    journal.work();
    journal.mode = 'works';
    const refused = outbox.add(a, blockOf(20 * MIB));
    journal.die(true);
    assert.equal(await refused, 1);
    assert.deepEqual(dropped, [['a', 1, 'outbox_full']]);
    await clock.advance(1_000);
    journal.comeBack();
    const next = events(1);
    void outbox.add(a, next);
    outbox.ack(b, outbox.takeBatch(b, CUT));

    const arrived: number[] = [];
    for (let rounds = 0; rounds < 30; rounds++) {
      journal.work();
      const batch = outbox.takeBatch(a, ONE);
      arrived.push(...batch.map(({ block: { arrival }, from }) => arrival + from));
      outbox.ack(a, batch);
    }

    assert.deepEqual([arrived.length, arrived.at(-1)], [4, next.arrival]);
    assert.deepEqual([outbox.count, journal.rows.size], [0, 0]);
  });

  it('sends each event once and in order, or reports it as lost, whatever the disk does', async () => {
    const names = ['a', 'b'];
    const step = fc.record({
      action: fc.constantFrom(
        ...(['add', 'add', 'add', 'take', 'take', 'ack', 'ack', 'nack', 'work', 'work', 'work'] as const),
        ...(['recover', 'works', 'full', 'fails', 'die', 'dieDone', 'return', 'drop', 'lose'] as const),
      ),
      stream: fc.nat(1),
      amount: fc.integer({ min: 1, max: 4 }),
      /** The size of each event, large enough to reach the bounds of memory. */
      mebibytes: fc.constantFrom(0.001, 1, 6, 20),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom<WhenFull>('drop-newest', 'drop-oldest'),
        fc.array(step, { minLength: 1, maxLength: 60 }),
        async (whenFull, steps) => {
          const one = setUpWithJournal(whenFull);
          const { journal, outbox, clock } = one;
          const streams = names.map((name) => ({
            to: destination(name),
            batch: [] as readonly EventRun[],
            given: 0,
            arrived: [] as number[],
          }));
          const answers: Promise<number>[] = [];
          const isDone = ({ logStreamName }: Destination): void => {
            const others = one.ready.filter((name) => name !== logStreamName);
            one.ready.splice(0, Infinity, ...others);
          };
          const take = (at: number, count: number): void => {
            const stream = streams[at]!;
            // Like the dispatcher: takes on `ready`, and continues until nothing waits.
            if (stream.batch.length > 0 || !one.ready.includes(stream.to.logStreamName)) return;
            stream.batch = outbox.takeBatch(
              stream.to,
              createBatchCutter({ maxBatchBytes: 1e9, maxBatchCount: count }),
            );
            if (stream.batch.length === 0) isDone(stream.to);
          };
          const ack = (at: number, count: number): void => {
            const stream = streams[at]!;
            if (stream.batch.length === 0) return;
            const acked = pick(stream.batch, 0, count);
            outbox.ack(stream.to, countOf(acked) === countOf(stream.batch) ? stream.batch : acked);
            stream.batch = pick(stream.batch, count);
            for (const run of acked) {
              for (let index = run.from; index < run.to; index++)
                stream.arrived.push(run.block.arrival + index);
            }
            if (stream.batch.length === 0 && !outbox.hasWaiting(stream.to)) isDone(stream.to);
          };
          for (const { action, stream: at, amount, mebibytes } of steps) {
            const stream = streams[at]!;
            switch (action) {
              case 'add':
                stream.given += amount;
                answers.push(
                  Promise.resolve(
                    outbox.add(
                      stream.to,
                      bareBlock(
                        Array.from({ length: amount }, () => 1),
                        Array.from({ length: amount }, () => mebibytes * MIB),
                      ),
                    ),
                  ),
                );
                break;
              case 'take':
                take(at, amount);
                break;
              case 'ack':
                ack(at, amount);
                break;
              case 'nack':
                if (stream.batch.length > 0) outbox.nack(stream.to, stream.batch);
                stream.batch = [];
                break;
              case 'work':
                journal.work(amount);
                break;
              case 'recover':
                if (!journal.isThere) break;
                stream.given += 2 * amount;
                journal.recover(stream.to, amount);
                break;
              case 'works':
              case 'full':
              case 'fails':
                journal.mode = action;
                break;
              case 'die':
              case 'dieDone':
                // Rows of other processes are still in their files.
                for (const request of journal.waiting) {
                  if (request.kind === 'recover')
                    streams.find(({ to }) => to === request.destination)!.given -= 2 * request.rows;
                }
                if (journal.isThere) journal.die(action === 'dieDone');
                break;
              case 'return':
                if (!journal.isThere) journal.comeBack();
                break;
              case 'drop': {
                const ids = [...journal.rows.keys()];
                if (ids.length > 0) journal.drop(ids[amount % ids.length]!);
                break;
              }
              case 'lose':
                journal.lose();
            }
            assert.ok(outbox.count >= 0);
          }

          // The disk and the service work again.
          if (!journal.isThere) journal.comeBack();
          journal.mode = 'works';
          for (const [at, { batch, to }] of streams.entries()) {
            if (batch.length > 0) outbox.nack(to, batch);
            streams[at]!.batch = [];
          }
          for (let rounds = 0; outbox.count > 0 || journal.waiting.length > 0; rounds++) {
            assert.ok(rounds < 1_000, `${outbox.count} events are never sent`);
            journal.work();
            for (const at of streams.keys()) {
              take(at, 1_000);
              ack(at, 1_000);
            }
            await clock.advance(1_000);
          }
          await outbox.drained();

          for (const { to, given, arrived } of streams) {
            const lost = one.dropped
              .filter(([name]) => name === to.logStreamName)
              .reduce((sum, [, count]) => sum + count, 0);
            assert.deepEqual(
              arrived,
              arrived.toSorted((x, y) => x - y),
            );
            assert.equal(new Set(arrived).size, arrived.length);
            assert.equal(arrived.length + lost, given, to.logStreamName);
            assert.equal(outbox.has(to), false);
          }
          await Promise.all(answers);
          assert.equal(outbox.bytes, 0);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

/** The list that was handed out if all of it comes back, otherwise new runs of its events. */
function asHandedOut(events_: readonly TestEvent[], batch: readonly EventRun[]): readonly EventRun[] {
  return events_.length === eventsIn(batch).length ? batch : runsOf(events_);
}
