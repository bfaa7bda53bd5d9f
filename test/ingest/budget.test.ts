import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { createBudget } from '../../src/ingest/budget.js';

const HOUR = 3_600_000;

describe('budget', () => {
  it('allows records until its bytes are spent, and all records again in the next hour', () => {
    const budget = createBudget({ bytesPerHour: 100, minSeverity: 'WARN' });
    assert.equal(budget.allows(9, 50), true);
    budget.spend(99, 50);
    assert.equal(budget.allows(9, 50), true);
    budget.spend(1, 60);
    assert.equal(budget.allows(9, 60), false);
    assert.equal(budget.untilRenewal(60), HOUR - 10);
    assert.equal(budget.allows(9, 50 + HOUR - 1), false);
    assert.equal(budget.allows(9, 50 + HOUR), true);
    assert.equal(budget.untilRenewal(50 + HOUR), HOUR);
  });

  it('allows records at its level or above, and leaves out those below or unknown', () => {
    const budget = createBudget({ bytesPerHour: 1, minSeverity: 'ERROR' });
    budget.spend(5, 0);
    assert.deepEqual(
      [16, 17, 24, undefined].map((severity) => budget.allows(severity, 1)),
      [false, true, true, false],
    );
  });

  it('carries over neither debt nor unused bytes, however many hours pass', () => {
    const budget = createBudget({ bytesPerHour: 10, minSeverity: 'WARN' });
    budget.spend(1_000, 0);
    assert.equal(budget.allows(9, 3 * HOUR), true);
    budget.spend(10, 3 * HOUR + 5);
    assert.equal(budget.allows(9, 4 * HOUR - 1), false);
    assert.equal(budget.allows(9, 4 * HOUR), true);
  });

  it('allows in an hour at most its bytes and one record below its level', () => {
    const step = fc.record({
      wait: fc.nat(HOUR / 2),
      bytes: fc.integer({ min: 1, max: 60 }),
      severity: fc.constantFrom(9, 13),
    });
    fc.assert(
      fc.property(fc.array(step), fc.integer({ min: 1, max: 200 }), (steps, bytesPerHour) => {
        const budget = createBudget({ bytesPerHour, minSeverity: 'WARN' });
        let now = 0;
        const below = new Map<number, number>();
        const all = new Map<number, number>();
        for (const [index, { wait, bytes, severity }] of steps.entries()) {
          // The first record starts the hours.
          if (index > 0) now += wait;
          const hour = Math.floor(now / HOUR);
          const isAllowed = budget.allows(severity, now);
          const spent = all.get(hour) ?? 0;
          assert.equal(isAllowed, severity === 13 || spent < bytesPerHour);
          if (!isAllowed) continue;
          // An hour that only records above the level started counts too.
          budget.spend(bytes, now);
          all.set(hour, spent + bytes);
          if (severity === 9) below.set(hour, (below.get(hour) ?? 0) + bytes);
        }
        for (const bytes of below.values()) assert.ok(bytes < bytesPerHour + 60);
      }),
    );
  });
});
