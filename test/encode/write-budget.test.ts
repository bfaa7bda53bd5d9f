import assert from 'node:assert/strict';
import { WriteBudget } from '../../src/encode/write-budget.js';

describe('write-budget', () => {
  it('ends at 16 times the size of an event', () => {
    const budget = new WriteBudget(1000);
    budget.begin();
    assert.equal(budget.spendValue(15_999), true);
    assert.equal(budget.bytesLeft(15_999), 1);
    assert.equal(budget.isSpent, false);
    assert.equal(budget.spendValue(16_000), false);
    assert.equal(budget.isSpent, true);
  });

  it('ends at 65,536 values, whatever the size of an event', () => {
    const budget = new WriteBudget(1_048_576);
    budget.begin();
    for (let i = 0; i < 262_144; i += 1) assert.equal(budget.spendValue(0), true);
    assert.equal(budget.spendValue(0), false);
  });

  it('has space for the envelope when it is spent, and restarts with each event', () => {
    const budget = new WriteBudget(1000);
    budget.begin();
    while (budget.spendValue(0));
    budget.beginEnvelope(20_000);
    assert.equal(budget.bytesLeft(20_000), 1000);
    assert.equal(budget.spendValue(20_000), true);
    assert.equal(budget.isSpent, true);
    budget.begin();
    assert.equal(budget.isSpent, false);
    assert.equal(budget.bytesLeft(0), 16_000);
  });

  it('can be narrowed for a while, and continues with the rest afterwards', () => {
    const budget = new WriteBudget(1_048_576);
    budget.begin();
    const reserved = budget.narrow(100);
    assert.equal(budget.bytesLeft(100), 16_384);
    for (let i = 0; i < 1_000; i += 1) assert.equal(budget.spendValue(0), true);
    assert.equal(budget.spendValue(0), false);
    budget.widen(reserved);
    assert.equal(budget.bytesLeft(100), 16 * 1_048_576 - 100);
    assert.equal(budget.spendValue(0), true);
    assert.equal(budget.valuesTaken, 1_002);
  });
});
