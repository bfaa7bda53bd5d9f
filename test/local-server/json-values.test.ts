import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { hasMoreValues } from '../../src/local-server/json-values.js';

/** Counted on the parsed value: one for the whole, and one for each entry of an object or list. */
function valuesOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const members = Object.values(value);
  return 1 + Math.max(0, members.length - 1) + members.reduce<number>((sum, each) => sum + valuesOf(each), 0);
}

describe('json-values: hasMoreValues', () => {
  it('counts objects, lists and their entries, and nothing within strings', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), fc.nat(3), (value, indent) => {
        const json = Buffer.from(JSON.stringify(value, undefined, indent));
        const count = 1 + valuesOf(value);
        assert.deepEqual([hasMoreValues(json, count - 1), hasMoreValues(json, count)], [true, false]);
      }),
    );
  });

  it('ends on any bytes, closed strings or not', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.nat(10), (bytes, most) => {
        assert.equal(typeof hasMoreValues(bytes, most), 'boolean');
      }),
    );
    assert.equal(hasMoreValues(Buffer.from(String.raw`{"\",,,,,`), 2), false);
  });
});
