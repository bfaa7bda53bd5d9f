import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { randomId, sha256, sha256OffThread } from '../../src/util/crypto.js';

describe('crypto: sha256', () => {
  it('gives the digest of FIPS 180-2 for "abc"', () => {
    assert.equal(sha256('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});

describe('crypto: sha256OffThread', () => {
  it('returns the same for any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        assert.equal(await sha256OffThread(Uint8Array.from(bytes)), sha256(bytes));
      }),
      { numRuns: 20 },
    );
  });
});

describe('crypto: randomId', () => {
  it('returns sixteen hexadecimal digits, different each time', () => {
    const ids = Array.from({ length: 100 }, randomId);
    for (const id of ids) assert.match(id, /^[0-9a-f]{16}$/);
    assert.equal(new Set(ids).size, 100);
  });
});
