import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { chunkSizeFor } from '../../src/util/chunk-size.js';

describe('chunkSizeFor', () => {
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
