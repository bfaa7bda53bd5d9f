import assert from 'node:assert/strict';
import { releaseBuffer } from '../../src/util/release-buffer.js';
import { describeWithSqlite } from '../durable/helpers/with-sqlite.js';

// Every Node with SQLite can free memory; Node 20 has neither.
describeWithSqlite('release-buffer', import.meta.url, () => {
  const { poolSize } = Buffer;
  beforeEach(() => {
    Buffer.poolSize = 128 * 1024;
  });
  afterEach(() => {
    Buffer.poolSize = poolSize;
  });

  it('frees the memory at once', () => {
    for (const bytes of [1_000, 100_000]) {
      const buffer = new ArrayBuffer(bytes);
      releaseBuffer(buffer);
      assert.equal(buffer.byteLength, 0);
    }
  });

  it('does not free a pool, which is larger than 64 KiB in Node 26', () => {
    const pool = Array.from({ length: 400 }, () => Buffer.allocUnsafe(1_000).buffer).at(-1)!;
    assert.ok(pool.byteLength >= Buffer.poolSize);
    releaseBuffer(pool);
    assert.ok(pool.byteLength >= Buffer.poolSize);
  });
});
