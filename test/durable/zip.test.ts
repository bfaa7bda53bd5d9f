import assert from 'node:assert/strict';
import { free } from '../../src/outbox/durable/spool/zip.js';
import { describeWithSqlite } from './helpers/with-sqlite.js';

describeWithSqlite('A piece of memory of the durable outbox', import.meta.url, () => {
  const { poolSize } = Buffer;
  beforeEach(() => {
    Buffer.poolSize = 128 * 1024;
  });
  afterEach(() => {
    Buffer.poolSize = poolSize;
  });

  it('is given back where it has a buffer of its own', () => {
    const { buffer } = new Uint8Array(100_000);
    free(new Uint8Array(buffer, 0, 10));
    assert.equal(buffer.byteLength, 0);
  });

  it('is left alone where it is the first of a pool, which is more than 64 KiB in Node 26', () => {
    const pool = Array.from({ length: 400 }, () => Buffer.allocUnsafe(1_000).buffer).at(-1)!;
    assert.ok(pool.byteLength >= Buffer.poolSize);
    free(new Uint8Array(pool, 0, 1_000));
    assert.ok(pool.byteLength >= Buffer.poolSize);
  });
});
