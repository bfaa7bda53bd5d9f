import assert from 'node:assert/strict';
import { readPath } from '../../src/deliver/read-path.js';

describe('read-path', () => {
  it('finds a value at a path, also through arrays', () => {
    assert.equal(readPath({ a: [{ b: 1 }] }, 'a', '0', 'b'), 1);
    assert.deepEqual(readPath({ a: 1 }), { a: 1 });
  });

  it('finds nothing where a step is missing or not an object', () => {
    for (const value of [undefined, null, 1, 'text', {}, { a: null }, { a: 'text' }]) {
      assert.equal(readPath(value, 'a', 'b'), undefined);
    }
  });

  it('finds nothing where reading throws', () => {
    const hostile = {
      get a(): never {
        throw new Error('no');
      },
    };
    assert.equal(readPath(hostile, 'a'), undefined);
  });
});
