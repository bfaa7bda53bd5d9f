import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { beginningOf } from '../../src/util/beginning-of.js';

describe('beginning-of', () => {
  it('has a text whole up to the limit, and its first characters above it', () => {
    assert.deepEqual(
      ['ab', 'abc', 'abcd'].map((text) => beginningOf(text, 3)),
      ['ab', 'abc', 'abc'],
    );
  });

  it('leaves out an emoji that the limit would cut in half', () => {
    assert.deepEqual(
      [0, 1, 2, 3, 4, 5].map((length) => beginningOf('a😀😀', length)),
      ['', 'a', 'a', 'a😀', 'a😀', 'a😀😀'],
    );
  });

  it('is the longest beginning of whole characters for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(20), (text, length) => {
        let whole = '';
        for (const char of text) {
          if (whole.length + char.length > length) break;
          whole += char;
        }
        assert.equal(beginningOf(text, length), whole);
      }),
    );
  });
});
