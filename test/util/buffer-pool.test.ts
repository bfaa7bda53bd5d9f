import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { createBufferPool, type BufferPool } from '../../src/util/buffer-pool.js';
import { describeWithSqlite } from '../durable/helpers/with-sqlite.js';

const KIB = 1024;
const MIB = 1024 * KIB;

/** Returns buffers of these lengths to the pool after they were all in use at the same time. */
function fill(pool: BufferPool, ...lengths: number[]): Set<ArrayBuffer> {
  const taken = lengths.map((length) => pool.allocate(length));
  for (const bytes of taken) pool.free(bytes);
  return new Set(taken.map(({ buffer }) => buffer));
}

/** How many of the buffers are reused when these lengths are allocated. */
function comeBack(pool: BufferPool, given: ReadonlySet<ArrayBuffer>, ...lengths: number[]): ArrayBuffer[] {
  return lengths.map((length) => pool.allocate(length).buffer).filter((buffer) => given.has(buffer));
}

const anyLength = fc.oneof(
  fc.nat({ max: 40 * KIB }),
  fc.integer({ min: 1, max: 8 }).map((count) => count * 16 * KIB),
  fc.integer({ min: 1, max: 8 }).map((count) => count * 16 * KIB + 1),
);

describe('buffer-pool', () => {
  it('reuses returned memory', () => {
    const pool = createBufferPool(MIB);
    const first = pool.allocate(100 * KIB);

    pool.free(first);

    assert.equal(pool.allocate(100 * KIB).buffer, first.buffer);
  });

  it('reuses it for other lengths too, of about the same size', () => {
    const pool = createBufferPool(MIB);
    const given = fill(pool, 100 * KIB);

    assert.equal(comeBack(pool, given, 98 * KIB).length, 1);
  });

  it('returns exactly the requested bytes, never those in use, in any order of calls', () => {
    const step = fc.oneof(fc.record({ allocate: anyLength }), fc.record({ free: fc.nat({ max: 20 }) }));
    fc.assert(
      fc.property(fc.nat({ max: 400 * KIB }), fc.array(step, { maxLength: 80 }), (maxBytes, steps) => {
        const pool = createBufferPool(maxBytes);
        const inUse: { bytes: Buffer<ArrayBuffer>; mark: number }[] = [];
        for (const [mark, action] of steps.entries()) {
          if ('allocate' in action) {
            const bytes = pool.allocate(action.allocate);
            assert.equal(bytes.length, action.allocate);
            assert.ok(inUse.every((other) => other.bytes.buffer !== bytes.buffer));
            inUse.push({ bytes: bytes.fill(mark), mark });
          } else {
            const [given] = inUse.splice(action.free % Math.max(1, inUse.length), 1);
            if (given !== undefined) pool.free(given.bytes);
          }
        }
        for (const { bytes, mark } of inUse) {
          assert.ok(
            bytes.every((byte) => byte === mark),
            'no other writer has changed it',
          );
        }
      }),
    );
  });

  it('takes memory back once, however often it is returned', () => {
    const pool = createBufferPool(MIB);
    const bytes = pool.allocate(100 * KIB);

    pool.free(bytes);
    pool.free(bytes);

    assert.ok(pool.allocate(100 * KIB).buffer !== pool.allocate(100 * KIB).buffer);
  });

  it('wastes at most an eighth, and nothing if nothing is kept', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 * MIB }), (length) => {
        const { buffer } = createBufferPool(8 * MIB).allocate(length);
        assert.ok(buffer.byteLength <= length * 1.125);
        assert.equal(createBufferPool(0).allocate(length).buffer.byteLength, length);
      }),
    );
  });

  it('keeps no more than its bound', () => {
    const lengths = fc.array(anyLength, { maxLength: 30 });
    fc.assert(
      fc.property(fc.nat({ max: 400 * KIB }), lengths, (maxBytes, all) => {
        const pool = createBufferPool(maxBytes);

        const kept = comeBack(pool, fill(pool, ...all), ...all, ...all);

        assert.equal(new Set(kept).size, kept.length);
        assert.ok(kept.reduce((sum, { byteLength }) => sum + byteLength, 0) <= maxBytes);
      }),
    );
  });

  it('keeps as much as its bound', () => {
    const pool = createBufferPool(4 * 64 * KIB);
    const lengths = Array.from({ length: 6 }, () => 64 * KIB);

    assert.equal(comeBack(pool, fill(pool, ...lengths), ...lengths).length, 4);
  });

  it('releases sizes that are no longer requested when others need the room', () => {
    const pool = createBufferPool(4 * 64 * KIB);
    const old = fill(pool, 64 * KIB, 64 * KIB, 64 * KIB, 64 * KIB);
    const fresh = fill(pool, 128 * KIB);

    assert.equal(comeBack(pool, fresh, 128 * KIB).length, 1);
    assert.equal(comeBack(pool, old, 64 * KIB, 64 * KIB, 64 * KIB).length, 2);
  });

  it('keeps requested sizes when a size returns that was not requested since', () => {
    const pool = createBufferPool(4 * 64 * KIB);
    const late = pool.allocate(128 * KIB);
    const busy = fill(pool, 64 * KIB, 64 * KIB, 64 * KIB, 64 * KIB);

    pool.free(late);

    assert.equal(comeBack(pool, busy, 64 * KIB, 64 * KIB, 64 * KIB, 64 * KIB).length, 4);
  });

  it('keeps nothing with a bound of 0', () => {
    const pool = createBufferPool(0);

    assert.deepEqual(comeBack(pool, fill(pool, 64 * KIB, 16 * KIB), 64 * KIB, 16 * KIB), []);
  });

  it('keeps no small ones, and loses none of the others because of them', () => {
    const pool = createBufferPool(64 * KIB);
    const large = fill(pool, 64 * KIB);

    const small = fill(pool, 16 * KIB - 1, 0);
    pool.free(new Uint8Array(64));

    assert.deepEqual(comeBack(pool, small, 16 * KIB - 1, 0), []);
    assert.equal(comeBack(pool, large, 64 * KIB).length, 1);
  });
});

// Node 20 has no SQLite, and cannot free memory at once.
describeWithSqlite('buffer-pool, on a Node that can free memory', import.meta.url, () => {
  it('frees at once what it does not keep: small buffers, sizes above its bound, and those that others displace', () => {
    const pool = createBufferPool(64 * KIB);

    for (const length of [1, 16 * KIB - 1, 65 * KIB]) {
      const bytes = pool.allocate(length);
      pool.free(bytes);
      assert.equal(bytes.length, 0);
    }

    const displaced = pool.allocate(40 * KIB);
    const fresh = pool.allocate(60 * KIB);
    pool.free(displaced);
    pool.free(fresh);
    assert.deepEqual([displaced.length, fresh.length], [0, 60 * KIB]);
  });

  it('frees only what it has lent', () => {
    const pool = createBufferPool(64 * KIB);
    const other = new Uint8Array(100);

    pool.free(other);

    assert.equal(other.length, 100);
  });
});
