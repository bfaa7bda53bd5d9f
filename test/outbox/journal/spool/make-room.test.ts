import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { WhenFull } from '../../../../src/options/options.js';
import { makeRoom, type Disk, type Fullness } from '../../../../src/outbox/journal/spool/make-room.js';

interface FakeRow {
  readonly key: string;
  readonly bytes: number;
}

/** A disk whose rows are counted exactly. */
function createFakeDisk(allowedBytes: number, rows: FakeRow[], rule?: 'fixed') {
  const dropped: FakeRow[] = [];
  const sum = (of: readonly FakeRow[]): number => of.reduce((bytes, row) => bytes + row.bytes, 0);
  const drop = (found: FakeRow | undefined): boolean => {
    if (found === undefined) return false;
    rows.splice(rows.indexOf(found), 1);
    dropped.push(found);
    return true;
  };
  const mayGo = (key?: string) => (row: FakeRow) =>
    rule !== 'fixed' && (key === undefined || row.key === key);
  const disk: Disk = {
    allowedBytes,
    usedBytes: () => sum(rows),
    bytesOf: (key) => sum(rows.filter((row) => row.key === key)),
    dropOldest: (key) => drop(rows.find(mayGo(key))),
    dropNewest: (key) => drop(rows.findLast(mayGo(key))),
  };
  return { disk, dropped };
}

/** Nothing fails, and there are other streams. */
function fullness(whenFull: WhenFull, failing: readonly string[] = [], hasOthers = true): Fullness {
  return { whenFull, failing: new Set(failing), hasOthers };
}

const row = (key: string, bytes = 1): FakeRow => ({ key, bytes });

describe('makeRoom', () => {
  it('is there up to the last byte', () => {
    const { disk, dropped } = createFakeDisk(10, [row('a', 6)]);
    assert.equal(makeRoom(disk, 'a', 4, fullness('drop-newest')), true);
    assert.equal(makeRoom(disk, 'a', 5, fullness('drop-newest')), false);
    assert.deepEqual(dropped, []);
  });

  it("drops the oldest rows of all with 'drop-oldest'", () => {
    const rows = [row('a', 3), row('b', 3), row('a', 4)];
    const [first, second] = rows;
    const { disk, dropped } = createFakeDisk(10, rows);
    assert.equal(makeRoom(disk, 'c', 4, fullness('drop-oldest')), true);
    assert.deepEqual(dropped, [first, second]);
  });

  it('is not made if no row may be dropped', () => {
    const { disk, dropped } = createFakeDisk(10, [row('a', 5), row('b', 5)], 'fixed');
    assert.equal(makeRoom(disk, 'c', 1, fullness('drop-oldest')), false);
    assert.equal(makeRoom(disk, 'c', 1, fullness('drop-newest', ['a', 'b'])), false);
    assert.deepEqual(dropped, []);
  });

  it('drops the oldest rows of a failing stream for that stream', () => {
    const rows = [row('b', 2), row('a', 2), row('a', 3)];
    const [, own] = rows;
    const { disk, dropped } = createFakeDisk(10, rows);
    assert.equal(makeRoom(disk, 'a', 2, fullness('drop-oldest', ['a'])), true);
    assert.deepEqual(dropped, [own]);
  });

  it('is not made if a failing stream would keep less than half', () => {
    const { disk, dropped } = createFakeDisk(10, [row('bad', 3), row('bad', 3), row('good', 4)]);
    assert.equal(makeRoom(disk, 'good', 2, fullness('drop-newest', ['bad'])), false);
    assert.deepEqual(dropped, []);
  });

  it('is at most half for a failing stream, if there are others', () => {
    const { disk } = createFakeDisk(10, [row('a', 4)]);
    assert.equal(makeRoom(disk, 'a', 1, fullness('drop-newest', ['a'])), true);
    assert.equal(makeRoom(disk, 'a', 2, fullness('drop-newest', ['a'])), false);
    assert.equal(makeRoom(disk, 'a', 2, fullness('drop-newest', ['a'], false)), true);
  });

  it('drops the newest rows of the largest failing stream for one that does not fail', () => {
    const rows = [row('bad', 2), row('bad', 5), row('worse', 1), row('good', 2)];
    const { disk, dropped } = createFakeDisk(10, rows);
    assert.equal(makeRoom(disk, 'good', 2, fullness('drop-newest', ['bad', 'worse'])), true);
    assert.deepEqual(dropped, [row('bad', 5)]);
  });

  it('never exceeds the limit, and drops nothing without need', () => {
    const key = fc.constantFrom('a', 'b', 'c');
    const rows = fc.array(fc.record({ key, bytes: fc.integer({ min: 1, max: 5 }) }), { maxLength: 12 });
    fc.assert(
      fc.property(
        rows,
        key,
        fc.integer({ min: 1, max: 8 }),
        fc.constantFrom('drop-newest' as const, 'drop-oldest' as const),
        fc.subarray(['a', 'b', 'c']),
        (given, newcomer, needed, whenFull, failing) => {
          const before = given.reduce((sum, { bytes }) => sum + bytes, 0);
          const { disk, dropped } = createFakeDisk(30, [...given]);
          const made = makeRoom(disk, newcomer, needed, fullness(whenFull, failing));
          if (made) assert.ok(disk.usedBytes() + needed <= 30);
          if (before + needed <= 30 && !failing.includes(newcomer))
            assert.deepEqual([made, dropped], [true, []]);
          if (!made && whenFull === 'drop-newest') assert.deepEqual(dropped, []);
        },
      ),
    );
  });
});
