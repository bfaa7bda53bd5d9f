import assert from 'node:assert/strict';
import { isPlainObject, read, THROWN } from '../../src/encode/any-value.js';

describe('any-value: isPlainObject', () => {
  it('accepts object literals, and objects without a prototype', () => {
    assert.ok(isPlainObject({ a: 1 }));
    assert.ok(isPlainObject(Object.create(null)));
    for (const value of [[], new Map(), new Date(), Object.create({}), 'a', undefined]) {
      assert.ok(!isPlainObject(value));
    }
  });
});

describe('any-value: read', () => {
  it('returns a property, and a mark where reading it throws', () => {
    const target = {
      a: 1,
      get b(): number {
        throw new Error('unreadable');
      },
    };
    assert.equal(read(target, 'a'), 1);
    assert.equal(read(target, 'missing'), undefined);
    assert.equal(read(target, 'b'), THROWN);
  });
});
