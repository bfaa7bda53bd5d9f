import assert from 'node:assert/strict';
import { quietly } from '../../src/util/quietly.js';

describe('quietly', () => {
  it('returns the result of the work, and undefined if it throws', () => {
    assert.equal(
      quietly(() => 1),
      1,
    );
    assert.equal(
      quietly(() => assert.fail('on purpose')),
      undefined,
    );
  });
});
