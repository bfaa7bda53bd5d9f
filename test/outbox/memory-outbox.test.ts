import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import type { Destination, EventBlock, EventRun } from '../../src/events/model.js';
import { createMemoryOutbox } from '../../src/outbox/memory-outbox.js';
import type { Outbox } from '../../src/outbox/outbox.js';
import type { WhenFull } from '../../src/options/options.js';
import { createCut } from '../../src/dispatch/batch-cutter.js';
import {
  arrivalIn,
  bareBlock,
  destination,
  eventsIn,
  eventsOf,
  runsOf,
  type TestEvent,
} from '../helpers/events.js';

/** What an event counts for beside its bytes: the comma behind it, and its place in the columns of its block. */
const BOOKKEEPING = 1 + 16;
/** What the first event of a block counts for besides. */
const BLOCK = 1_024;
/** What the events of most tests count for, the first of a block too. */
const EACH = 2_000;
const LIMITS = { maxBatchBytes: 1_000_000, maxBatchCount: 3 };
const CUT = createCut(LIMITS);
const ONE = createCut({ ...LIMITS, maxBatchCount: 1 });

function setUp(maxBytes: number, whenFull: WhenFull = 'drop-newest') {
  const drops: [Destination, TestEvent[]][] = [];
  const freed: EventBlock[] = [];
  const outbox = createMemoryOutbox(
    { drop: (to, lost) => void drops.push([to, eventsIn(lost)]), free: (block) => void freed.push(block) },
    { maxBytes, whenFull },
  );
  return { outbox, drops, freed, dropped: () => drops.flatMap(([, lost]) => lost) };
}

/** Events in one block that count for so many bytes each. */
function blockOf(...each: readonly number[]): EventBlock {
  return bareBlock(
    each.map(() => 1),
    each.map((bytes, index) => bytes - BOOKKEEPING - (index === 0 ? BLOCK : 0)),
  );
}

/** So many events in one block. */
function events(count: number): EventBlock {
  return blockOf(...Array.from({ length: count }, () => EACH));
}

/** So many events, each in a block of its own. */
function singles(count: number): EventBlock[] {
  return Array.from({ length: count }, () => events(1));
}

/** What the events of a run count for. */
function heldBytes(all: readonly TestEvent[]): number {
  return all.reduce((sum, { size, index }) => sum + size + BOOKKEEPING + (index === 0 ? BLOCK : 0), 0);
}

/** Hands a batch out and takes it back without an answer. */
function fail(outbox: Outbox, to: Destination): void {
  outbox.release(to, outbox.take(to, CUT));
}

async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending');
  await Promise.resolve();
  return (await Promise.race([promise, Promise.resolve(pending)])) !== pending;
}

describe('memory outbox', () => {
  it('counts what it holds until it is settled', () => {
    const { outbox } = setUp(10 * EACH);
    const a = destination('a');

    assert.equal(outbox.add(a, [events(4)]), 0);
    const batch = outbox.take(a, CUT);

    assert.deepEqual([outbox.count, outbox.bytes], [4, 4 * EACH]);
    assert.deepEqual([outbox.hasWaiting(a), outbox.holds(a)], [true, true]);
    outbox.settle(a, batch);
    assert.deepEqual([outbox.count, outbox.bytes], [1, EACH]);
    outbox.settle(a, outbox.take(a, CUT));
    assert.deepEqual([outbox.hasWaiting(a), outbox.holds(a), outbox.bytes], [false, false, 0]);
  });

  it('hands out what came back before what came later', () => {
    const { outbox } = setUp(100 * EACH);
    const a = destination('a');
    const [early, late] = [events(4), events(1)];
    outbox.add(a, [early]);
    const batch = outbox.take(a, CUT);
    outbox.add(a, [late]);

    outbox.release(a, batch);

    assert.deepEqual(eventsIn(outbox.take(a, CUT)), eventsOf(early).slice(0, 3));
  });

  it('settles an event once', () => {
    const { outbox } = setUp(10 * EACH);
    const a = destination('a');
    outbox.add(a, [events(2)]);
    const batch = outbox.take(a, CUT);

    outbox.settle(a, batch);
    outbox.settle(a, batch);
    outbox.release(a, batch);

    assert.deepEqual([outbox.count, outbox.bytes, outbox.hasWaiting(a)], [0, 0, false]);
  });

  describe("when full, with 'drop-newest'", () => {
    it('takes in up to the last byte, and refuses and tells the rest at once', () => {
      const { outbox, drops } = setUp(3 * EACH);
      const a = destination('a');
      const all = events(5);

      assert.equal(outbox.add(a, [all]), 2);

      assert.equal(outbox.bytes, 3 * EACH);
      assert.deepEqual(drops, [[a, eventsOf(all).slice(3)]]);
    });

    it('still takes a small event when a large one found no room', () => {
      const { outbox, dropped } = setUp(3 * EACH);
      const all = blockOf(EACH, 2.5 * EACH, EACH);

      assert.equal(outbox.add(destination(), [all]), 1);

      assert.deepEqual(dropped(), [eventsOf(all)[1]]);
    });

    it('counts what is handed out', () => {
      const { outbox } = setUp(3 * EACH);
      const a = destination('a');
      outbox.add(a, [events(3)]);
      outbox.take(a, CUT);

      assert.equal(outbox.add(a, [events(1)]), 1);
    });
  });

  describe("when full, with 'drop-oldest'", () => {
    it('drops the oldest of all streams and tells each stream once', () => {
      const { outbox, drops } = setUp(4 * EACH, 'drop-oldest');
      const [a, b, c] = [destination('a'), destination('b'), destination('c')];
      const [first, second, third, fourth] = singles(4);
      outbox.add(a, [first!]);
      outbox.add(b, [second!]);
      outbox.add(a, [third!, fourth!]);

      assert.equal(outbox.add(c, [events(3)]), 0);

      assert.deepEqual(drops, [
        [a, eventsOf(first!, third!)],
        [b, eventsOf(second!)],
      ]);
      assert.equal(outbox.bytes, 4 * EACH);
    });

    it('drops the first of more events than it can hold', () => {
      const { outbox, dropped } = setUp(2 * EACH, 'drop-oldest');
      const all = events(5);

      assert.equal(outbox.add(destination(), [all]), 0);

      assert.deepEqual(dropped(), eventsOf(all).slice(0, 3));
    });

    it('refuses the newest when everything is handed out', () => {
      const { outbox, dropped } = setUp(3 * EACH, 'drop-oldest');
      const a = destination('a');
      outbox.add(a, [events(3)]);
      outbox.take(a, CUT);
      const late = events(1);

      assert.equal(outbox.add(a, [late]), 1);

      assert.deepEqual(dropped(), eventsOf(late));
    });

    it('drops nothing for an event that could never fit', () => {
      const { outbox, dropped } = setUp(3 * EACH, 'drop-oldest');
      outbox.add(destination('a'), [events(3)]);
      const huge = blockOf(3 * EACH + 1);

      assert.equal(outbox.add(destination('b'), [huge]), 1);

      assert.deepEqual(dropped(), eventsOf(huge));
    });

    it('drops what is older elsewhere before its own, however much comes at once', () => {
      const { outbox, dropped } = setUp(6 * EACH, 'drop-oldest');
      const [first, second] = singles(2);
      outbox.add(destination('a'), [first!]);
      outbox.add(destination('b'), [second!]);

      outbox.add(destination('b'), [events(6)]);

      assert.deepEqual(dropped(), eventsOf(first!, second!));
    });

    it('looks for the oldest again when another stream has events of its own', () => {
      const { outbox, dropped } = setUp(3 * EACH, 'drop-oldest');
      const [a, b] = [destination('a'), destination('b')];
      const all = singles(8);

      for (const [index, block] of all.entries()) outbox.add(index === 4 ? b : a, [block]);

      assert.deepEqual(dropped(), eventsOf(...all.slice(0, 5)));
    });

    it('drops what has come back before what is younger elsewhere', () => {
      const { outbox, dropped } = setUp(4 * EACH, 'drop-oldest');
      const [a, b] = [destination('a'), destination('b')];
      const [first, second, third] = singles(3);
      outbox.add(a, [first!]);
      const batch = outbox.take(a, CUT);
      outbox.add(b, [second!, third!]);
      outbox.add(a, [events(1)]);
      outbox.add(b, [events(1)]);
      outbox.release(a, batch);

      outbox.add(b, [events(1)]);

      assert.deepEqual(dropped(), eventsOf(second!, first!));
    });
  });

  describe('for a stream without an answer', () => {
    it('leaves half of the room to the others', () => {
      const { outbox, dropped } = setUp(10 * EACH);
      const [bad, good] = [destination('bad'), destination('good')];
      outbox.add(good, []);
      outbox.add(bad, [events(3)]);
      fail(outbox, bad);

      assert.equal(outbox.add(bad, [events(4)]), 2);
      assert.equal(outbox.add(good, [events(5)]), 0);

      assert.equal(outbox.bytes, 10 * EACH);
      assert.equal(dropped().length, 2);
    });

    it('gives it all the room as long as it is the only one', () => {
      const { outbox } = setUp(10 * EACH);
      const bad = destination('bad');
      outbox.add(bad, [events(3)]);
      fail(outbox, bad);

      assert.equal(outbox.add(bad, [events(7)]), 0);
    });

    it('gives it all the room again after an answer', () => {
      const { outbox } = setUp(10 * EACH);
      const [bad, good] = [destination('bad'), destination('good')];
      outbox.add(good, []);
      outbox.add(bad, [events(3)]);
      fail(outbox, bad);
      outbox.settle(bad, outbox.take(bad, CUT));

      assert.equal(outbox.add(bad, [events(10)]), 0);
    });

    it('takes its newest when another stream finds no room', () => {
      const { outbox, drops } = setUp(10 * EACH);
      const [bad, good] = [destination('bad'), destination('good')];
      const held = events(10);
      outbox.add(bad, [held]);
      fail(outbox, bad);

      assert.equal(outbox.add(good, [events(2)]), 0);

      assert.deepEqual(drops, [[bad, eventsOf(held).slice(8).toReversed()]]);
      assert.equal(outbox.bytes, 10 * EACH);
    });

    it('never takes more of it than the half, then refuses', () => {
      const { outbox, drops } = setUp(10 * EACH);
      const [bad, good] = [destination('bad'), destination('good')];
      outbox.add(bad, [events(10)]);
      fail(outbox, bad);

      assert.equal(outbox.add(good, [events(7)]), 2);

      assert.deepEqual(
        drops.map(([to, lost]) => [to.logStreamName, lost.length]),
        [
          ['bad', 5],
          ['good', 2],
        ],
      );
    });

    it('starves no good stream when several bad ones fill it together', () => {
      const { outbox } = setUp(10 * EACH);
      const bad = [destination('bad1'), destination('bad2')];
      for (const to of bad) outbox.add(to, [events(3)]);
      for (const to of bad) fail(outbox, to);
      for (const to of bad) outbox.add(to, [events(5)]);

      assert.equal(outbox.bytes, 10 * EACH);
      assert.equal(outbox.add(destination('good'), [events(5)]), 0);
    });

    it("drops its own oldest above the half with 'drop-oldest'", () => {
      const { outbox, drops } = setUp(10 * EACH, 'drop-oldest');
      const [bad, good] = [destination('bad'), destination('good')];
      const held = events(5);
      outbox.add(good, [events(2)]);
      outbox.add(bad, [held]);
      fail(outbox, bad);

      assert.equal(outbox.add(bad, [events(1)]), 0);

      assert.deepEqual(drops, [[bad, eventsOf(held).slice(0, 1)]]);
    });
  });

  describe('drained', () => {
    it('resolves at once when nothing is held', async () => {
      await setUp(10 * EACH).outbox.drained();
    });

    it('resolves when all that was in has gone, whatever came later', async () => {
      const { outbox } = setUp(100 * EACH);
      const [a, b] = [destination('a'), destination('b')];
      outbox.add(a, [events(2)]);
      outbox.add(b, [events(1)]);
      const drained = outbox.drained();
      outbox.add(a, [events(9)]);
      const batch = outbox.take(a, CUT);

      outbox.release(a, batch);
      outbox.settle(b, outbox.take(b, CUT));
      assert.equal(await isSettled(drained), false);
      outbox.settle(a, outbox.take(a, ONE));
      assert.equal(await isSettled(drained), false);
      outbox.settle(a, outbox.take(a, ONE));

      assert.equal(await isSettled(drained), true);
      assert.equal(outbox.count, 9);
    });

    it('resolves when what was in is dropped', async () => {
      const { outbox } = setUp(2 * EACH, 'drop-oldest');
      outbox.add(destination(), [events(2)]);
      const drained = outbox.drained();

      outbox.add(destination('other'), [events(2)]);

      assert.equal(await isSettled(drained), true);
    });

    it('never resolves after its signal', async () => {
      const { outbox } = setUp(2 * EACH);
      const a = destination('a');
      outbox.add(a, [events(2)]);
      const controller = new AbortController();
      const drained = outbox.drained(controller.signal);

      controller.abort();
      const late = outbox.drained(controller.signal);
      outbox.settle(a, outbox.take(a, CUT));

      assert.equal(await isSettled(drained), false);
      assert.equal(await isSettled(late), false);
    });
  });

  describe('letGo', () => {
    it('gives all that is held, handed out or not, and holds nothing more', async () => {
      const { outbox } = setUp(100 * EACH);
      const [a, b] = [destination('a'), destination('b')];
      const all = events(5);
      outbox.add(a, [all]);
      outbox.add(b, []);
      const batch = outbox.take(a, CUT);
      const drained = outbox.drained();

      const left = outbox.letGo().map(([to, runs]) => [to, eventsIn(runs)]);
      assert.deepEqual(left, [[a, eventsOf(all)]]);

      assert.equal(await isSettled(drained), true);
      outbox.settle(a, batch);
      outbox.release(a, batch);
      assert.deepEqual([outbox.count, outbox.bytes, outbox.holds(a)], [0, 0, false]);
    });
  });

  describe('forget', () => {
    it('forgets nothing that is held', () => {
      const { outbox } = setUp(100 * EACH);
      const a = destination('a');
      outbox.add(a, [events(1)]);

      outbox.forget(a);

      assert.equal(outbox.holds(a), true);
      outbox.settle(a, outbox.take(a, CUT));
      assert.equal(outbox.bytes, 0);
    });

    it('counts a forgotten stream no longer among the others', () => {
      const { outbox } = setUp(10 * EACH);
      const [bad, idle] = [destination('bad'), destination('idle')];
      outbox.add(idle, []);
      outbox.add(bad, [events(3)]);
      fail(outbox, bad);

      outbox.forget(idle);

      assert.equal(outbox.add(bad, [events(7)]), 0);
    });
  });

  it('keeps no event alive that has gone', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage: unknown = runInNewContext('gc');
    assert.ok(typeof collectGarbage === 'function');
    const outbox = createMemoryOutbox(
      { drop: () => assert.fail('there is room'), free: () => undefined },
      { maxBytes: 1_000_000, whenFull: 'drop-newest' },
    );
    const a = destination('a');
    const watched = (function fill() {
      const all = singles(20);
      outbox.add(a, all);
      outbox.settle(a, outbox.take(a, CUT));
      outbox.release(a, outbox.take(a, CUT));
      outbox.settle(a, outbox.take(a, CUT));
      return all.slice(0, 6).map((block) => new WeakRef(block));
    })();

    for (let turn = 0; turn < 3; turn++) {
      await new Promise((resolve) => void setImmediate(resolve));
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
      outbox.add(a, [first, second]);
      const batch = eventsIn(outbox.take(a, createCut({ ...LIMITS, maxBatchCount: 5 })));

      outbox.settle(a, runsOf([batch[4]!, batch[1]!]));
      outbox.settle(a, runsOf([batch[0]!, batch[3]!]));
      assert.deepEqual(freed, []);
      outbox.settle(a, runsOf([batch[2]!]));
      assert.deepEqual(freed, [first]);
      outbox.settle(a, outbox.take(a, CUT));

      assert.deepEqual(freed, [first, second]);
    });

    it('not when they come back without an answer', () => {
      const { outbox, freed } = setUp(100 * EACH);
      const a = destination('a');
      const block = events(3);
      outbox.add(a, [block]);

      fail(outbox, a);
      fail(outbox, a);
      assert.deepEqual(freed, []);
      outbox.settle(a, outbox.take(a, CUT));

      assert.deepEqual(freed, [block]);
    });

    it('when all of it is refused at the door', () => {
      const { outbox, freed } = setUp(2 * EACH);
      const a = destination('a');
      const held = events(2);
      outbox.add(a, [held]);
      const [late, later] = [events(3), events(1)];

      outbox.add(a, [late, later]);
      assert.deepEqual(freed, [late, later]);
      outbox.settle(a, outbox.take(a, CUT));

      assert.deepEqual(freed, [late, later, held]);
    });

    it('when some of it was refused and the others have gone', () => {
      const { outbox, freed } = setUp(2 * EACH);
      const a = destination('a');
      const block = events(3);

      outbox.add(a, [block]);
      assert.deepEqual(freed, []);
      outbox.settle(a, outbox.take(a, CUT));

      assert.deepEqual(freed, [block]);
    });

    it('when it is dropped for younger ones, those of the same block too', () => {
      const { outbox, freed } = setUp(2 * EACH, 'drop-oldest');
      const a = destination('a');
      const [old, huge] = [events(2), events(5)];
      outbox.add(a, [old]);

      outbox.add(a, [huge]);
      assert.deepEqual(freed, [old]);
      outbox.settle(a, outbox.take(a, CUT));

      assert.deepEqual(freed, [old, huge]);
    });

    it('when a failing stream loses it to another one', () => {
      const { outbox, freed } = setUp(4 * EACH);
      const bad = destination('bad');
      const blocks = singles(4);
      outbox.add(bad, blocks);
      fail(outbox, bad);

      outbox.add(destination('good'), [events(2)]);

      assert.deepEqual(freed, [blocks[3], blocks[2]]);
    });

    it('never after it was let go, because it may still be read', () => {
      const { outbox, freed } = setUp(10 * EACH);
      const a = destination('a');
      outbox.add(a, [events(5)]);
      const batch = outbox.take(a, CUT);

      outbox.letGo();
      outbox.settle(a, batch);

      assert.deepEqual(freed, []);
    });
  });

  it('is as its model says, whatever is done to it', async () => {
    const MAX_BYTES = 12_000;
    /** The largest event that comes, which begins a block. */
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
            /** The batch as it was handed out. */
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
                const inFirst = index % (amount + 1);
                const added = [sizes.slice(0, inFirst), sizes.slice(inFirst)]
                  .filter(({ length }) => length > 0)
                  .map((some) =>
                    bareBlock(
                      some.map(() => 1),
                      some,
                    ),
                  );
                blocks.push(...added);
                const fresh = eventsOf(...added);
                const half = lane.failing && lanes.filter(({ known }) => known).length > (lane.known ? 1 : 0);
                lane.known = true;
                const failingBefore = lanes
                  .filter(({ failing, known }) => failing && known)
                  .reduce((sum, { waiting, taken }) => sum + heldBytes([...waiting, ...taken]), 0);
                const refused = outbox.add(lane.to, added);
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
                    assert.ok(failingBefore - heldBytes(others) >= MAX_BYTES / 2 - LARGEST);
                  }
                } else {
                  // What is left is younger than what went, but for what was handed out.
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
                lane.batch = outbox.take(
                  lane.to,
                  createCut({ maxBatchBytes: 1e6, maxBatchCount: amount + 1 }),
                );
                lane.taken = eventsIn(lane.batch);
                assert.deepEqual(lane.taken, lane.waiting.slice(0, amount + 1));
                lane.waiting = lane.waiting.slice(lane.taken.length);
                break;
              }
              case 'settle': {
                const settled = amount % 2 === 0 ? lane.taken.slice(0, amount) : lane.taken.slice(-amount);
                outbox.settle(lane.to, asHandedOut(settled, lane.batch));
                lane.taken = lane.taken.filter((one) => !settled.includes(one));
                lane.failing = false;
                for (const one of settled) gone.add(one);
                break;
              }
              case 'release': {
                const released = lane.taken.slice(0, amount);
                outbox.release(lane.to, asHandedOut(released, lane.batch));
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
            await Promise.resolve();
            const held = lanes.flatMap(({ waiting, taken }) => [...waiting, ...taken]);
            assert.equal(outbox.count, held.length);
            assert.equal(outbox.bytes, heldBytes(held));
            assert.ok(outbox.bytes <= MAX_BYTES);
            assert.equal(new Set(freed).size, freed.length, 'each block is freed once');
            assert.deepEqual(
              new Set(freed),
              new Set(blocks.filter((block) => eventsOf(block).every((one) => gone.has(one)))),
            );
            for (const { to, waiting, taken } of lanes) {
              assert.equal(outbox.hasWaiting(to), waiting.length > 0);
              assert.equal(outbox.holds(to), waiting.length + taken.length > 0);
            }
            for (const { waitsFor, resolved } of waiters) {
              assert.equal(
                resolved,
                [...waitsFor].every((one) => gone.has(one)),
              );
            }
          }
          assert.equal(new Set(dropped()).size, dropped().length, 'each dropped event is told once');
          assert.equal(gone.size + outbox.count, eventsOf(...blocks).length);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

/** The list that was handed out where it comes back whole, else its events anew. */
function asHandedOut(events_: readonly TestEvent[], batch: readonly EventRun[]): readonly EventRun[] {
  return events_.length === eventsIn(batch).length ? batch : runsOf(events_);
}
