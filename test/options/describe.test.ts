import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe as describeValue, describeType } from '../../src/options/describe.js';

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

describe('describe', () => {
  it('shows strings, numbers and booleans with their type', () => {
    assert.equal(describeValue('a'), '"a" (string)');
    assert.equal(describeValue(1_048_577), '1,048,577 (number)');
    assert.equal(describeValue(1.5), '1.5 (number)');
    assert.equal(describeValue(Number.NaN), 'NaN (number)');
    assert.equal(describeValue(false), 'false (boolean)');
  });

  it('describes any value, and never throws', () => {
    fc.assert(fc.property(fc.anything(), (value) => assert.ok(describeValue(value).length > 0)));
    assert.equal(describeValue(revoked()), 'an object that cannot be read');
  });
});

describe('describe: describeType', () => {
  it('never shows a value', () => {
    const kinds: [unknown, string][] = [
      ['secret', 'a string'],
      [42, 'a number'],
      [null, 'null'],
      [undefined, 'undefined'],
      [['secret'], 'an array'],
      [{ secret: 1 }, 'an object'],
      [() => undefined, 'a function'],
    ];
    for (const [value, kind] of kinds) assert.equal(describeType(value), kind);
  });
});
