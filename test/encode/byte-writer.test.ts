import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { ByteWriter } from '../../src/encode/byte-writer.js';

function written(write: (out: ByteWriter) => void): string {
  const out = new ByteWriter();
  write(out);
  return out.bytes.toString('latin1', 0, out.position);
}

describe('ByteWriter', () => {
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

  it('counts what fragments stand for, and not what they take', () => {
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

  it('gives a fragment that later writing does not change', () => {
    const out = new ByteWriter();
    out.ascii('abc');
    const fragment = out.fragmentSince(1, 1);
    out.rewind(0, 0);
    out.ascii('xyz');
    assert.equal(Buffer.from(fragment.bytes).toString(), 'bc');
    assert.equal(fragment.size, 2);
  });

  it('lets go of the memory of one huge event', () => {
    const out = new ByteWriter();
    out.reserve(1024 * 1024);
    const { bytes } = out;
    out.reset();
    assert.equal(out.bytes, bytes);
    out.reserve(5 * 1024 * 1024);
    out.reset();
    assert.ok(out.bytes.length < 1024 * 1024);
  });
});
