import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { utf8Bytes, endOfPiece, jsonBytes, plainBytes } from '../../../src/encode/oversized/cut-text.js';
import { anyText } from '../arbitraries.js';

const plainSize = (text: string): number => Buffer.byteLength(text);
const jsonSize = (text: string): number => Buffer.byteLength(JSON.stringify(text.toWellFormed())) - 2;

describe('cut-text: utf8Bytes', () => {
  it('counts any text, plain and in JSON', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        assert.equal(utf8Bytes(text, plainBytes), plainSize(text));
        assert.equal(utf8Bytes(text, jsonBytes), jsonSize(text));
      }),
    );
  });
});

describe('cut-text: endOfPiece', () => {
  for (const [character, bytes] of [
    ['a', 1],
    ['é', 2],
    ['日', 3],
    ['😀', 4],
    ['\ud83d', 3],
  ] as const) {
    it(`takes as many characters of ${bytes} bytes as fit`, () => {
      const text = character.repeat(10);
      const units = character.length;
      assert.equal(endOfPiece(text, 0, 3 * bytes - 1, plainBytes), 2 * units);
      assert.equal(endOfPiece(text, 0, 3 * bytes, plainBytes), 3 * units);
      assert.equal(endOfPiece(text, 0, 4 * bytes - 1, plainBytes), 3 * units);
      assert.equal(endOfPiece(text, 5 * units, 3 * bytes, plainBytes), 8 * units);
      assert.equal(endOfPiece(text, 0, 1000, plainBytes), text.length);
    });
  }

  it('counts the escapes of JSON', () => {
    assert.equal(endOfPiece('\n\n\n', 0, 5, jsonBytes), 2);
    assert.equal(endOfPiece('\u0001\u0001', 0, 11, jsonBytes), 1);
  });

  it('returns pieces that fit and join to the text, for any text', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 6, max: 100 }), (text, maxBytes) => {
        for (const [ascii, sizeOf] of [
          [plainBytes, plainSize],
          [jsonBytes, jsonSize],
        ] as const) {
          let joined = '';
          while (joined.length < text.length) {
            const end = endOfPiece(text, joined.length, maxBytes, ascii);
            const piece = text.slice(joined.length, end);
            assert.ok(piece.length > 0);
            assert.ok(sizeOf(piece) <= maxBytes);
            assert.equal(piece.toWellFormed(), text.toWellFormed().slice(joined.length, end));
            joined += piece;
          }
          assert.equal(joined, text);
        }
      }),
    );
  });
});
