import assert from 'node:assert/strict';
import { quote } from '../../src/util/quote.js';

describe('quote', () => {
  it('puts a text between quotes', () => {
    assert.equal(quote('a "b"'), '"a \\"b\\""');
  });

  it('escapes every control character and lone surrogate', () => {
    assert.equal(quote('\n\u001b\u007f\u009b\u2028\ud800'), '"\\n\\u001b\\u007f\\u009b\\u2028\\ud800"');
  });

  it('cuts a long text', () => {
    assert.equal(quote('x'.repeat(80)), `"${'x'.repeat(80)}"`);
    assert.equal(quote('x'.repeat(81)), `"${'x'.repeat(80)}..."`);
  });
});
