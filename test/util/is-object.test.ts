import assert from 'node:assert/strict';
import { isObject } from '../../src/util/is-object.js';

describe('is-object', () => {
  it('accepts everything with properties of its own, except functions', () => {
    for (const value of [{}, [], new Map(), Object.create(null)]) assert.ok(isObject(value));
    for (const value of [null, undefined, 1, 'a', () => undefined]) assert.ok(!isObject(value));
  });
});
