import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { printable } from '../../../src/cli/command/printable.js';

/** Characters that start a control sequence, end a line, or turn the direction of the text. */
const HOSTILE = Array.from({ length: 0x3000 }, (_, code) => String.fromCharCode(code)).filter((char) =>
  /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u.test(char),
);

describe('printable', () => {
  it('leaves no hostile character in any text, and changes nothing the second time', () => {
    const unit = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 1 }));
    fc.assert(
      fc.property(fc.string({ unit }), (text) => {
        const shown = printable(text);
        assert.ok(!HOSTILE.some((char) => shown.includes(char)));
        assert.equal(printable(shown), shown);
      }),
    );
  });

  it('shows where each control character was', () => {
    const controls = HOSTILE.filter((char) => char.trim() !== '');
    assert.ok(controls.length > 60);
    for (const char of controls) assert.equal(printable(`a${char}${char}b`), 'a\uFFFD\uFFFDb');
  });

  it('takes the power from a sequence of a terminal, and keeps its text', () => {
    assert.equal(printable('\u001B]0;title\u0007'), '\uFFFD]0;title\uFFFD');
    assert.equal(printable('\u009B2J'), '\uFFFD2J');
  });

  it('puts several lines on one, with one space for each gap', () => {
    assert.equal(printable('Error: no\r\n\t  at f\u2028\u00A0at g\n'), 'Error: no at f at g ');
  });

  it('keeps letters of all scripts, combined characters and emoji', () => {
    for (const text of ['', 'Jürgen Groß', 'e\u0301', 'שלום عربى', '山田 花子', '👩‍👩‍👧 🌵']) {
      assert.equal(printable(text), text);
    }
  });
});
