import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { WhenFull } from '../../../src/options/options.js';
import { makeRoom, type Store } from '../../../src/outbox/journal/fullness.js';

interface Held {
  readonly stream: string;
  readonly bytes: number;
}

interface Facts {
  readonly failing?: readonly string[];
  /** There are other streams. */
  readonly hasOthers?: boolean;
  /** No event may be dropped. */
  readonly isFixed?: boolean;
}

/** A store of ten bytes that holds these events. */
function setUp(events: readonly Held[], { failing = [], hasOthers = true, isFixed = false }: Facts = {}) {
  const held = [...events];
  const dropped: Held[] = [];
  const sum = (of: readonly Held[]): number => of.reduce((all, { bytes }) => all + bytes, 0);
  const drop = (found: Held | undefined): boolean => {
    if (found === undefined) return false;
    held.splice(held.indexOf(found), 1);
    dropped.push(found);
    return true;
  };
  const isMeant =
    (name?: string) =>
    ({ stream }: Held): boolean =>
      !isFixed && (name === undefined || stream === name);
  const store: Store<string> = {
    maxBytes: 10,
    usedBytes: () => sum(held),
    bytesOf: (name) => sum(held.filter(({ stream }) => stream === name)),
    failing: () => failing,
    dropOldest: (name) => drop(held.find(isMeant(name))),
    dropNewest: (name) => drop(held.findLast(isMeant(name))),
  };
  return {
    held,
    dropped,
    usedBytes: store.usedBytes,
    bytesOf: store.bytesOf,
    make(stream: string, bytes: number, whenFull: WhenFull): boolean {
      return makeRoom(store, { stream, bytes, isFailing: failing.includes(stream), hasOthers }, whenFull);
    },
  };
}

const of = (stream: string, bytes = 1): Held => ({ stream, bytes });

describe('fullness: makeRoom', () => {
  for (const whenFull of ['drop-newest', 'drop-oldest'] as const) {
    it(`drops nothing up to the last byte, with '${whenFull}'`, () => {
      const { make, dropped } = setUp([of('a', 6)]);

      assert.equal(make('a', 4, whenFull), true);

      assert.deepEqual(dropped, []);
    });

    it(`refuses what could never fit, with '${whenFull}', and drops nothing for it`, () => {
      const { make, dropped } = setUp([of('a', 6)], { failing: ['bad'] });

      assert.deepEqual([make('b', 11, whenFull), make('bad', 6, whenFull)], [false, false]);

      assert.deepEqual(dropped, []);
    });

    it(`refuses where no event may be dropped, with '${whenFull}'`, () => {
      const { make, dropped } = setUp([of('a', 5), of('b', 5)], { failing: ['a', 'b'], isFixed: true });

      assert.deepEqual([make('c', 1, whenFull), make('a', 1, whenFull)], [false, false]);

      assert.deepEqual(dropped, []);
    });
  }

  it("refuses the newest with 'drop-newest'", () => {
    const { make, dropped } = setUp([of('a', 6)]);

    assert.equal(make('a', 5, 'drop-newest'), false);

    assert.deepEqual(dropped, []);
  });

  it("drops the oldest of all with 'drop-oldest'", () => {
    const events = [of('a', 3), of('b', 3), of('a', 4)];
    const { make, dropped } = setUp(events);

    assert.equal(make('c', 4, 'drop-oldest'), true);

    assert.deepEqual(dropped, events.slice(0, 2));
  });

  describe('for a stream without answers', () => {
    it('makes half of the room, if there are others', () => {
      const { make } = setUp([of('a', 4)], { failing: ['a'] });

      assert.deepEqual([make('a', 1, 'drop-newest'), make('a', 2, 'drop-newest')], [true, false]);
    });

    it('makes all the room, if there are no others', () => {
      for (const whenFull of ['drop-newest', 'drop-oldest'] as const) {
        const { make, dropped } = setUp([of('a', 4)], { failing: ['a'], hasOthers: false });

        assert.equal(make('a', 6, whenFull), true);

        assert.deepEqual(dropped, []);
      }
    });

    it("drops its own oldest above half of the room, with 'drop-oldest'", () => {
      const events = [of('b', 2), of('a', 2), of('a', 3)];
      const { make, dropped } = setUp(events, { failing: ['a'] });

      assert.equal(make('a', 2, 'drop-oldest'), true);

      assert.deepEqual(dropped, [events[1]]);
    });

    it('drops nothing of another stream without answers', () => {
      const { make, dropped } = setUp([of('worse', 10)], { failing: ['bad', 'worse'] });

      assert.equal(make('bad', 1, 'drop-newest'), false);

      assert.deepEqual(dropped, []);
    });
  });

  describe("for a stream with answers, with 'drop-newest'", () => {
    it('drops the newest of the largest that has none', () => {
      const events = [of('bad', 2), of('bad', 5), of('worse', 1), of('good', 2)];
      const { make, dropped } = setUp(events, { failing: ['bad', 'worse'] });

      assert.equal(make('good', 2, 'drop-newest'), true);

      assert.deepEqual(dropped, [of('bad', 5)]);
    });

    it('leaves half of the room to those that have none', () => {
      const { make, dropped } = setUp([of('bad', 3), of('bad', 3), of('good', 4)], { failing: ['bad'] });

      assert.deepEqual([make('good', 2, 'drop-newest'), dropped], [false, []]);
      assert.deepEqual([make('good', 1, 'drop-newest'), dropped], [true, [of('bad', 3)]]);
    });

    it('drops nothing of another that has answers', () => {
      const { make, dropped } = setUp([of('busy', 10)]);

      assert.equal(make('good', 1, 'drop-newest'), false);

      assert.deepEqual(dropped, []);
    });
  });

  it('never exceeds the limit, and drops nothing without need', () => {
    const stream = fc.constantFrom('a', 'b', 'c');
    const events = fc.array(fc.record({ stream, bytes: fc.integer({ min: 1, max: 3 }) }), { maxLength: 12 });
    fc.assert(
      fc.property(
        events.filter((all) => all.reduce((sum, { bytes }) => sum + bytes, 0) <= 10),
        stream,
        fc.integer({ min: 1, max: 11 }),
        fc.constantFrom('drop-newest' as const, 'drop-oldest' as const),
        fc.subarray(['a', 'b', 'c']),
        (given, newcomer, needed, whenFull, failing) => {
          const { make, dropped, usedBytes, bytesOf, held } = setUp(given, { failing });
          const [before, own] = [usedBytes(), bytesOf(newcomer)];
          const isFailing = failing.includes(newcomer);
          const made = make(newcomer, needed, whenFull);
          assert.equal(held.length + dropped.length, given.length);
          if (made) assert.ok(usedBytes() + needed <= 10);
          if (made && isFailing) assert.ok(bytesOf(newcomer) + needed <= 5);
          const fits = before + needed <= 10 && (!isFailing || own + needed <= 5);
          if (fits) assert.deepEqual([made, dropped], [true, []]);
          if (!made) assert.deepEqual(dropped, []);
          if (whenFull === 'drop-newest') assert.ok(dropped.every((one) => failing.includes(one.stream)));
        },
      ),
    );
  });
});
