import assert from 'node:assert/strict';
import { isTransient } from '../../src/failures/failure.js';
import { KINDS } from './helpers.js';

describe('failure: isTransient', () => {
  it('is true for failures that end by themselves, and false for those that need an operator', () => {
    assert.deepEqual(KINDS.filter(isTransient), ['throttled', 'unavailable', 'conflict']);
  });
});
