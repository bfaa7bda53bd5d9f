import assert from 'node:assert/strict';
import { restore, stub } from 'sinon';
import { randomId, sha256, sha256OffThread } from '../src/crypto.js';
import { createGzip } from '../src/deliver/compression.js';

const SHA256_OF_ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

/** A `process` as tests put it in the place of Node's own. */
describe('A process with an environment and nothing more', () => {
  beforeEach(() => {
    stub(process, 'getBuiltinModule').value(undefined);
  });
  afterEach(() => {
    restore();
  });

  it('keeps hashes and names as they are', async () => {
    const bytes = new TextEncoder().encode('abc');
    assert.equal(sha256('abc'), SHA256_OF_ABC);
    assert.equal(sha256(bytes), SHA256_OF_ABC);
    assert.equal(await sha256OffThread(bytes), SHA256_OF_ABC);
    assert.match(randomId(), /^[0-9a-f]{16}$/);
  });

  it('keeps gzip', async () => {
    const bytes = await createGzip()(new Uint8Array(1_000));
    assert.deepEqual([...bytes.subarray(0, 2)], [0x1f, 0x8b]);
  });
});
