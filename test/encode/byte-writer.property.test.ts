import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { ByteWriter } from '../../src/encode/byte-writer.js';
import { MESSAGE_ESCAPES, writeJsonString, writeText } from '../../src/encode/json-string.js';
import { anyText } from './arbitraries.js';

/** Has exactly the requested space: what is written beyond it is lost. */
class TightWriter extends ByteWriter {
  override reserve(count: number): void {
    const room = Buffer.alloc(this.position + count);
    this.bytes.copy(room, 0, 0, this.position);
    this.bytes = room;
  }
}

/** Lengths at which the method of writing changes. */
const anyLength = fc.oneof(
  fc.constantFrom(71, 72, 73, 255, 256, 257, 328, 65_535, 65_536, 65_537),
  fc.nat({ max: 600 }),
);
const anyUnit = fc.constantFrom('x', '"', '\u0000', 'é', '日', '😀', '\ud83d', '\ude00');
const edgyText = fc
  .array(fc.tuple(anyUnit, anyLength), { maxLength: 5 })
  .map((runs) => runs.map(([unit, length]) => unit.repeat(length)).join(''));
const anyNumber = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.maxSafeInteger(),
  fc.integer({ min: 0, max: 1e12 }).map((thousandths) => thousandths / 1000),
);

function written(Writer: typeof ByteWriter, write: (out: ByteWriter) => void): string {
  const out = new Writer();
  write(out);
  assert.ok(out.position <= out.bytes.length);
  return out.bytes.toString('latin1', 0, out.position);
}

describe('byte-writer, for any text and number', () => {
  it('never needs more space than was reserved', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, edgyText), anyNumber, fc.maxSafeNat(), (text, number, seconds) => {
        const ways: ((out: ByteWriter) => void)[] = [
          (out) => writeText(out, text, MESSAGE_ESCAPES),
          (out) => writeJsonString(out, text),
          (out) => out.number(number),
          (out) => out.integer(seconds, 9),
          (out) => [seconds, seconds].forEach((value) => out.seconds(value)),
          (out) => out.append({ bytes: Buffer.from(text), size: 0 }),
        ];
        for (const write of ways) assert.ok(written(TightWriter, write) === written(ByteWriter, write));
      }),
      { numRuns: 500 },
    );
  });
});
