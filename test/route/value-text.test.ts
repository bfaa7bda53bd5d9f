import assert from 'node:assert/strict';
import { valueText } from '../../src/route/value-text.js';

describe('value-text', () => {
  it('accepts strings, numbers and booleans', () => {
    assert.equal(valueText('a'), 'a');
    assert.equal(valueText(0), '0');
    assert.equal(valueText(false), 'false');
  });

  it('uses the first such element of an array', () => {
    assert.equal(valueText([null, undefined, '', {}, ['x'], 7, 'a']), '7');
  });

  it('treats an empty text as missing', () => {
    assert.equal(valueText(''), undefined);
    assert.equal(valueText(['', '']), undefined);
  });

  it('treats everything else as missing', () => {
    for (const value of [undefined, null, {}, [], [{}], new Uint8Array(2), Symbol('s'), 1n, () => 'x']) {
      assert.equal(valueText(value), undefined);
    }
  });
});
