import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { hasText } from '../../../../src/cli/local/page/has-text.js';

const anyText = fc.string({ unit: 'grapheme' });

describe('has-text', () => {
  it('finds a part, in capitals or not', () => {
    for (const wanted of ['grün', 'GRÜN', 'Grün']) {
      for (const text of ['ein grüner Tee', 'GRÜNER TEE']) assert.ok(hasText(text, wanted));
    }
    assert.ok(!hasText('green', 'grün'));
  });

  it('finds signs that have only a small letter in common', () => {
    // The signs of ohm, kelvin and angstrom, and the large sharp s.
    for (const [text, wanted] of [
      ['10 k\u2126', 'kω'],
      ['300 \u212a', '300 k'],
      ['2 \u212b', 'å'],
      ['GRO\u1e9eE', 'große'],
    ] as const) {
      assert.ok(hasText(text, wanted), text);
    }
  });

  it('finds no text that is longer', () => {
    assert.ok(!hasText('pay', 'payment'));
  });

  it('finds any part of any text', () => {
    const property = fc.property(anyText, anyText, anyText, (before, part, after) => {
      assert.ok(hasText(`${before}${part}${after}`, part));
    });
    // A small sigma has another form at the end of a word.
    fc.assert(property, { examples: [['', 'ΟΔΟΣ', 'Α']] });
  });
});
