import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { ARRIVAL_STEP, createArrivals } from '../../../src/outbox/journal/arrivals.js';
import { MAX_ROW_EVENTS } from '../../../src/outbox/journal/spool/row-table.js';

describe('arrivals', () => {
  it('numbers each block, with room for the events of the block', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 20 }), (counts) => {
        const arrivals = createArrivals();
        let free = 1;
        for (const count of counts) {
          const next = arrivals.next();
          const first = arrivals.reserve(count);

          assert.equal(first, next);
          assert.ok(first >= free);
          free = first + count * ARRIVAL_STEP;
          assert.equal(arrivals.next(), free);
        }
      }),
    );
  });

  it('leaves room for more events than a row can have', () => {
    assert.ok(ARRIVAL_STEP > MAX_ROW_EVENTS);
  });

  it('stays within exact integers for longer than any process runs', () => {
    const blocksOfTenYears = 10 * 365 * 86_400 * 20;
    assert.ok(Number.isSafeInteger(blocksOfTenYears * ARRIVAL_STEP));
  });
});
