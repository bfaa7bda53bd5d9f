import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { ByteWriter } from '../../src/encode/byte-writer.js';
import { MESSAGE_ESCAPES, writeText } from '../../src/encode/json-string.js';

function written(write: (out: ByteWriter) => void): string {
  const out = new ByteWriter();
  write(out);
  return out.bytes.toString('latin1', 0, out.position);
}

describe('byte-writer', () => {
  it('writes any whole number up to 2^53', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        assert.equal(
          written((out) => out.integer(value)),
          String(value),
        );
      }),
    );
    for (const value of [0, 9, 10, 99, 100, 999_999_999, 1e9, 1e9 + 1, 2 ** 31, 2 ** 32, 8.64e15, 2 ** 53]) {
      assert.equal(
        written((out) => out.integer(value)),
        String(value),
      );
    }
  });

  it('reads back the text of a JSON string since a position', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (before, text) => {
        const out = new ByteWriter();
        writeText(out, before, MESSAGE_ESCAPES);
        const { position } = out;
        writeText(out, text, MESSAGE_ESCAPES);
        assert.equal(out.textSince(position), text);
      }),
    );
  });

  it('pads a whole number to a width', () => {
    assert.equal(
      written((out) => out.integer(7, 9)),
      '000000007',
    );
    assert.equal(
      written((out) => out.integer(1_234_567_890, 3)),
      '1234567890',
    );
  });

  it('writes any number as JSON does', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer()), (value) => {
        assert.equal(
          written((out) => out.number(value)),
          JSON.stringify(value),
        );
      }),
    );
  });

  it('writes numbers of a few digits as JSON does, and those next to them', () => {
    const anyPlaces = fc.record({
      digits: fc.oneof(fc.nat({ max: 1e6 }), fc.maxSafeNat()),
      places: fc.nat({ max: 8 }),
      sign: fc.constantFrom(1, -1),
      ulps: fc.integer({ min: -2, max: 2 }),
    });
    const [double, bits] = [new Float64Array(1), new BigInt64Array(1)];
    fc.assert(
      fc.property(anyPlaces, ({ digits, places, sign, ulps }) => {
        double[0] = digits / 10 ** places;
        bits.set(new BigInt64Array(double.buffer));
        bits[0] = bits[0]! + BigInt(ulps);
        const value = new Float64Array(bits.buffer)[0]! * sign;
        fc.pre(Number.isFinite(value));
        assert.equal(
          written((out) => out.number(value)),
          JSON.stringify(value),
        );
      }),
      { numRuns: 2_000 },
    );
    // prettier-ignore
    const edges = [
      0, -0, 0.1 + 0.2, 0.0005, 0.001, 0.0015, 1.0005, 1.005, 1e-6, 1e-7, 5e-324, 1e21, 1e-21,
      1e9, 1e9 - 0.001, 1e9 - 0.0005, 1e9 + 0.001, 999_999_999.9995, 999_999_999.99949, 2 ** 53, 2 ** 31,
      Number.MAX_VALUE, Number.EPSILON, Number.MAX_SAFE_INTEGER, -0.001, -1,
    ];
    for (const value of edges) {
      assert.equal(
        written((out) => out.number(value)),
        JSON.stringify(value),
      );
    }
  });

  it('writes the seconds of each time, whatever it wrote or removed before', () => {
    const anySeconds = fc.oneof(fc.constantFrom(1, 2 ** 31, 2 ** 32), fc.integer({ min: 0, max: 8.64e12 }));
    const anyStep = fc.record({
      seconds: fc.oneof(fc.constantFrom(1_795_000_000, 1_795_000_001), anySeconds),
      next: fc.constantFrom('keep', 'rewind', 'grow', 'reset'),
    });
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
        const out = new ByteWriter();
        let expected = '';
        for (const { seconds, next } of steps) {
          const { position, size } = out;
          out.seconds(seconds);
          if (next === 'rewind') out.rewind(position, size);
          else expected += String(seconds);
          if (next === 'grow') out.reserve(out.bytes.length);
          if (next === 'reset') {
            out.reset();
            expected = '';
          }
          assert.equal(out.bytes.toString('latin1', 0, out.position), expected);
          assert.equal(out.size, expected.length);
        }
      }),
    );
  });

  it('counts the bytes that fragments represent, not those that they take', () => {
    const out = new ByteWriter();
    out.append({ bytes: Buffer.from('\\"a\\"'), size: 3 });
    out.ascii('12');
    assert.deepEqual({ position: out.position, size: out.size }, { position: 7, size: 5 });
  });

  it('keeps what it holds when it grows', () => {
    const out = new ByteWriter();
    out.ascii('head');
    out.reserve(1_000_000);
    assert.ok(out.bytes.length >= 1_000_004);
    assert.equal(out.bytes.toString('latin1', 0, 4), 'head');
  });

  it('returns a fragment that later writes do not change', () => {
    const out = new ByteWriter();
    out.ascii('abc');
    const fragment = out.fragmentSince(1, 1);
    out.rewind(0, 0);
    out.ascii('xyz');
    assert.equal(Buffer.from(fragment.bytes).toString(), 'bc');
    assert.equal(fragment.size, 2);
  });

  it('releases the memory of one huge event', () => {
    const out = new ByteWriter();
    out.reserve(1024 * 1024);
    const { bytes } = out;
    out.reset();
    assert.equal(out.bytes, bytes);
    out.reserve(5 * 1024 * 1024);
    out.reset();
    assert.ok(out.bytes.length < 1024 * 1024);
  });

  it('writes back the bytes of a string, however many, and counts nothing', () => {
    const out = new ByteWriter();
    const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 256));
    out.ascii('[');
    out.latin1(bytes.toString('latin1'));
    out.latin1('');
    assert.deepEqual(out.bytes.subarray(1, out.position), bytes);
    assert.equal(out.size, 1);
  });

  it('moves what was written last before what was written earlier', () => {
    const out = new ByteWriter();
    out.ascii('head');
    const start = out.position;
    out.ascii('a'.repeat(100));
    const middle = out.position;
    out.ascii('tail');
    out.moveForward(start, middle);
    assert.equal(out.bytes.toString('latin1', 0, out.position), `headtail${'a'.repeat(100)}`);
    out.moveForward(out.position, out.position);
    out.ascii('!');
    assert.equal(out.bytes.toString('latin1', 0, out.position), `headtail${'a'.repeat(100)}!`);
  });
});
