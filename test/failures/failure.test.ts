import assert from 'node:assert/strict';
import { isTransient, type FailureKind } from '../../src/failures/failure.js';

describe('failure: isTransient', () => {
  const kinds: readonly (readonly [FailureKind, boolean])[] = [
    ['throttled', true],
    ['unavailable', true],
    ['conflict', true],
    ['missing', false],
    ['denied', false],
    ['unconfigured', false],
    ['limit_exceeded', false],
    ['expired_credentials', false],
    ['clock_skew', false],
    ['too_large', false],
    ['unreadable', false],
    ['invalid', false],
    ['invalid_entity', false],
    ['unexpected', false],
  ];

  it('is true for failures that end by themselves, and false for those that need an operator', () => {
    for (const [kind, transient] of kinds) {
      assert.equal(isTransient(kind), transient, kind);
    }
  });
});
