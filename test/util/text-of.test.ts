import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { textOf } from '../../src/util/text-of.js';

describe('text-of', () => {
  it('returns text, and nothing for any other value', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.anything()), (value) => {
        assert.equal(textOf(value), typeof value === 'string' ? value : undefined);
      }),
    );
    assert.deepEqual([textOf(''), textOf(Object('a'))], ['', undefined]);
  });
});
