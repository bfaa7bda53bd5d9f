import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { chunkSizeFor, unzip, zip } from '../../../../src/outbox/journal/spool/zip.js';
import { describeWithSqlite } from '../../../durable/helpers/with-sqlite.js';

const MIB = 1024 * 1024;

describeWithSqlite('zip', import.meta.url, () => {
  it('restores the same bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), fc.nat({ max: 200 }), (bytes, times) => {
        const row = new Uint8Array(bytes.length * times);
        for (let time = 0; time < times; time++) row.set(bytes, time * bytes.length);
        const expected = Buffer.from(row);

        const again = unzip(zip(row.buffer));

        assert.ok(expected.equals(Buffer.from(again)));
      }),
    );
  });

  for (const bytes of [1_000, 100_000]) {
    it(`frees the memory of ${bytes} bytes that it has read`, () => {
      const row = new ArrayBuffer(bytes);

      zip(row);

      assert.equal(row.byteLength, 0);
    });
  }
});

describeWithSqlite('zip: unzip', import.meta.url, () => {
  it('returns bytes in their own memory', () => {
    const { byteLength } = unzip(gzipSync(Buffer.alloc(1_000)));

    assert.equal(byteLength, 1_000);
  });

  it('accepts up to the largest row, and no more, whatever size the end names', () => {
    assert.equal(unzip(gzipSync(Buffer.alloc(16 * MIB))).byteLength, 16 * MIB);
    const lying = gzipSync(Buffer.alloc(20 * MIB));
    lying.writeUInt32LE(10, lying.length - 4);

    for (const large of [gzipSync(Buffer.alloc(16 * MIB + 1)), lying])
      assert.throws(() => unzip(large), { code: 'ERR_BUFFER_TOO_LARGE' });
  });

  it('reserves no memory for a wrong size at the end', () => {
    const lying = gzipSync(Buffer.alloc(10));
    lying.writeUInt32LE(0xffff_ffff, lying.length - 4);

    assert.throws(() => unzip(lying));
  });

  it('refuses data that is too short for an end', () => {
    for (const length of [0, 1, 3, 4]) assert.throws(() => unzip(new Uint8Array(length)));
  });
});

describe('zip: chunkSizeFor', () => {
  it('gives zlib memory of its own, for few bytes and for many', () => {
    for (const bytes of [1, 1_000, Buffer.poolSize, 1_000_000]) {
      const chunkSize = chunkSizeFor(bytes);

      const packed = gzipSync('x', { chunkSize });

      assert.ok(chunkSize >= bytes);
      assert.equal(packed.byteOffset, 0);
      assert.equal(packed.buffer.byteLength, chunkSize);
    }
  });
});
