import assert from 'node:assert/strict';
import { withResolvers } from '../../src/util/with-resolvers.js';

describe('with-resolvers', () => {
  it('settles its promise once, with the first result', async () => {
    const { promise, resolve, reject } = withResolvers<number>();
    resolve(1);
    reject(new Error('late'));
    resolve(2);
    assert.equal(await promise, 1);
  });

  it('rejects its promise', async () => {
    const { promise, reject } = withResolvers();
    reject(new Error('no'));
    await assert.rejects(promise, { message: 'no' });
  });
});
