import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import type { Destination, LogEvent } from '../../src/model.js';
import { createMemoryOutbox } from '../../src/outbox/memory-outbox.js';
import type { Outbox } from '../../src/outbox/outbox.js';
import type { WhenFull } from '../../src/options.js';
import { createCut } from '../../src/slice/slice.js';
import { bareEvent, destination } from '../helpers/events.js';

const BOOKKEEPING = 128;
const LIMITS = { maxBatchBytes: 1_000_000, maxBatchCount: 3 };
const CUT = createCut(LIMITS);

function setUp(maxBytes: number, whenFull: WhenFull = 'drop-newest') {
  const drops: [Destination, LogEvent[]][] = [];
  const outbox = createMemoryOutbox(
    { drop: (to, lost) => void drops.push([to, [...lost]]) },
    { maxBytes, whenFull },
  );
  return { outbox, drops, dropped: () => drops.flatMap(([, lost]) => lost) };
}

/** Events that count for so many bytes each. */
function events(count: number, each = 1_000): LogEvent[] {
  return Array.from({ length: count }, () => bareEvent(1, each - BOOKKEEPING));
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
    const { outbox } = setUp(10_000);
    const a = destination('a');

    assert.equal(outbox.add(a, events(4)), 0);
    const batch = outbox.take(a, CUT);

    assert.deepEqual([outbox.count, outbox.bytes], [4, 4_000]);
    assert.deepEqual([outbox.hasWaiting(a), outbox.holds(a)], [true, true]);
    outbox.settle(a, batch);
    assert.deepEqual([outbox.count, outbox.bytes], [1, 1_000]);
    outbox.settle(a, outbox.take(a, CUT));
    assert.deepEqual([outbox.hasWaiting(a), outbox.holds(a), outbox.bytes], [false, false, 0]);
  });

  it('hands out what came back before what came later', () => {
    const { outbox } = setUp(100_000);
    const a = destination('a');
    const all = events(5);
    outbox.add(a, all.slice(0, 4));
    const batch = outbox.take(a, CUT);
    outbox.add(a, all.slice(4));

    outbox.release(a, batch);

    assert.deepEqual(outbox.take(a, CUT), all.slice(0, 3));
  });

  it('settles an event once', () => {
    const { outbox } = setUp(10_000);
    const a = destination('a');
    outbox.add(a, events(2));
    const batch = outbox.take(a, CUT);

    outbox.settle(a, batch);
    outbox.settle(a, batch);
    outbox.release(a, batch);

    assert.deepEqual([outbox.count, outbox.bytes, outbox.hasWaiting(a)], [0, 0, false]);
  });

  describe("when full, with 'drop-newest'", () => {
    it('takes in up to the last byte, and refuses and tells the rest at once', () => {
      const { outbox, drops } = setUp(3_000);
      const a = destination('a');
      const all = events(5);

      assert.equal(outbox.add(a, all), 2);

      assert.equal(outbox.bytes, 3_000);
      assert.deepEqual(drops, [[a, all.slice(3)]]);
    });

    it('still takes a small event when a large one found no room', () => {
      const { outbox, dropped } = setUp(3_000);
      const [small, large, last] = [...events(1), ...events(1, 2_500), ...events(1)];

      assert.equal(outbox.add(destination(), [small!, large!, last!]), 1);

      assert.deepEqual(dropped(), [large]);
    });

    it('counts what is handed out', () => {
      const { outbox } = setUp(3_000);
      const a = destination('a');
      outbox.add(a, events(3));
      outbox.take(a, CUT);

      assert.equal(outbox.add(a, events(1)), 1);
    });
  });

  describe("when full, with 'drop-oldest'", () => {
    it('drops the oldest of all streams and tells each stream once', () => {
      const { outbox, drops } = setUp(4_000, 'drop-oldest');
      const [a, b, c] = [destination('a'), destination('b'), destination('c')];
      const [first, second, third, fourth] = events(4);
      outbox.add(a, [first!]);
      outbox.add(b, [second!]);
      outbox.add(a, [third!, fourth!]);

      assert.equal(outbox.add(c, events(3)), 0);

      assert.deepEqual(drops, [
        [a, [first, third]],
        [b, [second]],
      ]);
      assert.equal(outbox.bytes, 4_000);
    });

    it('drops the first of more events than it can hold', () => {
      const { outbox, dropped } = setUp(2_000, 'drop-oldest');
      const all = events(5);

      assert.equal(outbox.add(destination(), all), 0);

      assert.deepEqual(dropped(), all.slice(0, 3));
    });

    it('refuses the newest when everything is handed out', () => {
      const { outbox, dropped } = setUp(3_000, 'drop-oldest');
      const a = destination('a');
      outbox.add(a, events(3));
      outbox.take(a, CUT);
      const late = events(1);

      assert.equal(outbox.add(a, late), 1);

      assert.deepEqual(dropped(), late);
    });

    it('drops nothing for an event that could never fit', () => {
      const { outbox, dropped } = setUp(3_000, 'drop-oldest');
      outbox.add(destination('a'), events(3));
      const huge = events(1, 3_001);

      assert.equal(outbox.add(destination('b'), huge), 1);

      assert.deepEqual(dropped(), huge);
    });

    it('drops what is older elsewhere before its own, however much comes at once', () => {
      const { outbox, dropped } = setUp(6_000, 'drop-oldest');
      const [first, second] = events(2);
      outbox.add(destination('a'), [first!]);
      outbox.add(destination('b'), [second!]);

      outbox.add(destination('b'), events(6));

      assert.deepEqual(dropped(), [first, second]);
    });

    it('looks for the oldest again when another stream has events of its own', () => {
      const { outbox, dropped } = setUp(3_000, 'drop-oldest');
      const [a, b] = [destination('a'), destination('b')];
      const all = events(8);

      for (const [index, event] of all.entries()) outbox.add(index === 4 ? b : a, [event]);

      assert.deepEqual(dropped(), all.slice(0, 5));
    });

    it('drops what has come back before what is younger elsewhere', () => {
      const { outbox, dropped } = setUp(4_000, 'drop-oldest');
      const [a, b] = [destination('a'), destination('b')];
      const [first, second, third] = events(3);
      outbox.add(a, [first!]);
      const batch = outbox.take(a, CUT);
      outbox.add(b, [second!, third!]);
      outbox.add(a, events(1));
      outbox.add(b, events(1));
      outbox.release(a, batch);

      outbox.add(b, events(1));

      assert.deepEqual(dropped(), [second, first]);
    });
  });

  describe('for a stream without an answer', () => {
    it('leaves half of the room to the others', () => {
      const { outbox, dropped } = setUp(10_000);
      const [bad, good] = [destination('bad'), destination('good')];
      outbox.add(good, []);
      outbox.add(bad, events(3));
      fail(outbox, bad);

      assert.equal(outbox.add(bad, events(4)), 2);
      assert.equal(outbox.add(good, events(5)), 0);

      assert.equal(outbox.bytes, 10_000);
      assert.equal(dropped().length, 2);
    });

    it('gives it all the room as long as it is the only one', () => {
      const { outbox } = setUp(10_000);
      const bad = destination('bad');
      outbox.add(bad, events(3));
      fail(outbox, bad);

      assert.equal(outbox.add(bad, events(7)), 0);
    });

    it('gives it all the room again after an answer', () => {
      const { outbox } = setUp(10_000);
      const [bad, good] = [destination('bad'), destination('good')];
      outbox.add(good, []);
      outbox.add(bad, events(3));
      fail(outbox, bad);
      outbox.settle(bad, outbox.take(bad, CUT));

      assert.equal(outbox.add(bad, events(10)), 0);
    });

    it('takes its newest when another stream finds no room', () => {
      const { outbox, drops } = setUp(10_000);
      const [bad, good] = [destination('bad'), destination('good')];
      const held = events(10);
      outbox.add(bad, held);
      fail(outbox, bad);

      assert.equal(outbox.add(good, events(2)), 0);

      assert.deepEqual(drops, [[bad, [held[9], held[8]]]]);
      assert.equal(outbox.bytes, 10_000);
    });

    it('never takes more of it than the half, then refuses', () => {
      const { outbox, drops } = setUp(10_000);
      const [bad, good] = [destination('bad'), destination('good')];
      outbox.add(bad, events(10));
      fail(outbox, bad);

      assert.equal(outbox.add(good, events(7)), 2);

      assert.deepEqual(
        drops.map(([to, lost]) => [to.logStreamName, lost.length]),
        [
          ['bad', 5],
          ['good', 2],
        ],
      );
    });

    it('starves no good stream when several bad ones fill it together', () => {
      const { outbox } = setUp(10_000);
      const bad = [destination('bad1'), destination('bad2')];
      for (const to of bad) outbox.add(to, events(3));
      for (const to of bad) fail(outbox, to);
      for (const to of bad) outbox.add(to, events(5));

      assert.equal(outbox.bytes, 10_000);
      assert.equal(outbox.add(destination('good'), events(5)), 0);
    });

    it("drops its own oldest above the half with 'drop-oldest'", () => {
      const { outbox, drops } = setUp(10_000, 'drop-oldest');
      const [bad, good] = [destination('bad'), destination('good')];
      const held = events(5);
      outbox.add(good, events(2));
      outbox.add(bad, held);
      fail(outbox, bad);

      assert.equal(outbox.add(bad, events(1)), 0);

      assert.deepEqual(drops, [[bad, [held[0]]]]);
    });
  });

  describe('drained', () => {
    it('resolves at once when nothing is held', async () => {
      await setUp(10_000).outbox.drained();
    });

    it('resolves when all that was in has gone, whatever came later', async () => {
      const { outbox } = setUp(100_000);
      const [a, b] = [destination('a'), destination('b')];
      outbox.add(a, events(2));
      outbox.add(b, events(1));
      const drained = outbox.drained();
      outbox.add(a, events(9));
      const batch = outbox.take(a, CUT);

      outbox.release(a, batch);
      outbox.settle(b, outbox.take(b, CUT));
      assert.equal(await isSettled(drained), false);
      outbox.settle(a, outbox.take(a, createCut({ ...LIMITS, maxBatchCount: 1 })));
      assert.equal(await isSettled(drained), false);
      outbox.settle(a, outbox.take(a, createCut({ ...LIMITS, maxBatchCount: 1 })));

      assert.equal(await isSettled(drained), true);
      assert.equal(outbox.count, 9);
    });

    it('resolves when what was in is dropped', async () => {
      const { outbox } = setUp(2_000, 'drop-oldest');
      outbox.add(destination(), events(2));
      const drained = outbox.drained();

      outbox.add(destination('other'), events(2));

      assert.equal(await isSettled(drained), true);
    });

    it('never resolves after its signal', async () => {
      const { outbox } = setUp(2_000);
      const a = destination('a');
      outbox.add(a, events(2));
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
      const { outbox } = setUp(100_000);
      const [a, b] = [destination('a'), destination('b')];
      const all = events(5);
      outbox.add(a, all);
      outbox.add(b, []);
      const batch = outbox.take(a, CUT);
      const drained = outbox.drained();

      assert.deepEqual(outbox.letGo(), [[a, all]]);

      assert.equal(await isSettled(drained), true);
      outbox.settle(a, batch);
      outbox.release(a, batch);
      assert.deepEqual([outbox.count, outbox.bytes, outbox.holds(a)], [0, 0, false]);
    });
  });

  describe('forget', () => {
    it('forgets nothing that is held', () => {
      const { outbox } = setUp(100_000);
      const a = destination('a');
      outbox.add(a, events(1));

      outbox.forget(a);

      assert.equal(outbox.holds(a), true);
      outbox.settle(a, outbox.take(a, CUT));
      assert.equal(outbox.bytes, 0);
    });

    it('counts a forgotten stream no longer among the others', () => {
      const { outbox } = setUp(10_000);
      const [bad, idle] = [destination('bad'), destination('idle')];
      outbox.add(idle, []);
      outbox.add(bad, events(3));
      fail(outbox, bad);

      outbox.forget(idle);

      assert.equal(outbox.add(bad, events(7)), 0);
    });
  });

  it('keeps no event alive that has gone', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage: unknown = runInNewContext('gc');
    assert.ok(typeof collectGarbage === 'function');
    const { outbox } = setUp(1_000_000);
    const a = destination('a');
    const watched = (function fill() {
      const all = events(20);
      outbox.add(a, all);
      outbox.settle(a, outbox.take(a, CUT));
      outbox.release(a, outbox.take(a, CUT));
      outbox.settle(a, outbox.take(a, CUT));
      return all.slice(0, 6).map((event) => new WeakRef(event));
    })();

    for (let turn = 0; turn < 3; turn++) {
      await new Promise((resolve) => void setImmediate(resolve));
      collectGarbage();
    }

    assert.deepEqual(
      watched.map((event) => event.deref()),
      Array.from(watched, () => undefined),
    );
    assert.equal(outbox.count, 14);
  });

  it('is as its model says, whatever is done to it', async () => {
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
          const { outbox, dropped, drops } = setUp(6_000, whenFull);
          const lanes = Array.from({ length: 4 }, (_, index) => ({
            to: destination(String(index)),
            waiting: [] as LogEvent[],
            taken: [] as LogEvent[],
            failing: false,
            known: false,
          }));
          const waiters: { waitsFor: Set<LogEvent>; resolved: boolean }[] = [];
          const gone = new Set<LogEvent>();
          let added = 0;
          for (const [index, [action, at, amount]] of steps.entries()) {
            const lane = lanes[at]!;
            switch (action) {
              case 'add': {
                const toldBefore = drops.length;
                const fresh = Array.from({ length: amount }, (_, nth) =>
                  bareEvent(1, (((index * 7 + nth * 13) % 5) + 1) * 400 - BOOKKEEPING),
                );
                const half = lane.failing && lanes.filter(({ known }) => known).length > (lane.known ? 1 : 0);
                lane.known = true;
                added += amount;
                const failingBefore = lanes
                  .filter(({ failing, known }) => failing && known)
                  .reduce((sum, { waiting, taken }) => sum + bytes([...waiting, ...taken]), 0);
                const refused = outbox.add(lane.to, fresh);
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
                    assert.ok(failingBefore - bytes(others) >= 3_000 - 2_000);
                  }
                } else {
                  // What is left is younger than what went, but for what was handed out.
                  const wentBefore = Math.max(
                    -1,
                    ...lost.filter(isIn(fresh, false)).map(({ arrival }) => arrival),
                  );
                  if (!half && refused === 0) {
                    for (const other of lanes)
                      assert.ok(
                        other.waiting.every(({ arrival }) => arrival > wentBefore || wentBefore === -1),
                      );
                  }
                }
                break;
              }
              case 'take': {
                if (lane.taken.length > 0) break;
                lane.taken = outbox.take(
                  lane.to,
                  createCut({ maxBatchBytes: 1e6, maxBatchCount: amount + 1 }),
                );
                assert.deepEqual(lane.taken, lane.waiting.slice(0, amount + 1));
                lane.waiting = lane.waiting.slice(lane.taken.length);
                break;
              }
              case 'settle': {
                const settled = lane.taken.slice(0, amount);
                outbox.settle(lane.to, settled);
                lane.taken = lane.taken.slice(amount);
                lane.failing = false;
                for (const one of settled) gone.add(one);
                break;
              }
              case 'release': {
                const released = lane.taken.slice(0, amount);
                outbox.release(lane.to, released);
                lane.taken = lane.taken.slice(amount);
                lane.waiting = [...released, ...lane.waiting].toSorted((a, b) => a.arrival - b.arrival);
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
            assert.equal(outbox.bytes, bytes(held));
            assert.ok(outbox.bytes <= 6_000);
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
          assert.equal(gone.size + outbox.count, added);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

function bytes(all: readonly LogEvent[]): number {
  return all.reduce((sum, { start, end }) => sum + end - start + BOOKKEEPING, 0);
}

function isIn(list: readonly LogEvent[], wanted: boolean): (event: LogEvent) => boolean {
  return (event) => list.includes(event) === wanted;
}
