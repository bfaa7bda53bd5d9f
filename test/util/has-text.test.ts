import assert from 'node:assert/strict';
import { hasText } from '../../src/util/has-text.js';

describe('has-text', () => {
  it('is true for non-empty strings, and for nothing else', () => {
    for (const value of ['a', ' ', '0']) assert.ok(hasText(value));
    for (const value of ['', undefined, null, 0, ['a'], new String('a')]) assert.ok(!hasText(value));
  });
});
