import assert from 'node:assert/strict';
import { isTransient, type FailureKind } from '../../src/deliver/failure.js';

describe('isTransient', () => {
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

  it('holds for what passes by itself, and for nothing that wants somebody to act', () => {
    for (const [kind, transient] of kinds) {
      assert.equal(isTransient(kind), transient, kind);
    }
  });
});
