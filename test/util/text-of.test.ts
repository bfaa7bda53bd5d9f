import assert from 'node:assert/strict';
import { textOf } from '../../src/util/text-of.js';

describe('text-of', () => {
  it('returns text, and nothing for any other value', () => {
    assert.deepEqual(['a', ''].map(textOf), ['a', '']);
    for (const other of [1, null, undefined, ['a'], Object('a')]) assert.equal(textOf(other), undefined);
  });
});
