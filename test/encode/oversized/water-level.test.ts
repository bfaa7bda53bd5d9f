import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { waterLevel } from '../../../src/encode/oversized/water-level.js';

const removed = (sizes: readonly number[], level: number): number =>
  sizes.reduce((sum, size) => sum + Math.max(0, size - level), 0);

describe('water-level', () => {
  it('cuts the largest first', () => {
    assert.equal(waterLevel([100, 10, 20], 30), 70);
    assert.equal(waterLevel([100, 90, 20], 30), 80);
    assert.equal(waterLevel([100, 90, 20], 151), 19);
    assert.equal(waterLevel([100, 90, 20], 210), 0);
    assert.equal(waterLevel([100, 90, 20], 211), undefined);
    assert.equal(waterLevel([], 1), undefined);
  });

  it('is the highest level that is low enough, for any sizes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000)), fc.integer({ min: 1, max: 5000 }), (sizes, excess) => {
        const level = waterLevel(sizes, excess);
        if (level === undefined) {
          assert.ok(removed(sizes, 0) < excess);
        } else {
          assert.ok(removed(sizes, level) >= excess);
          assert.ok(removed(sizes, level + 1) < excess);
        }
      }),
    );
  });
});
