import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { isEmbeddedMetrics, splitText, truncateText } from '../../../src/encode/oversized/plain-text.js';
import { anyText } from '../arbitraries.js';

describe('plain-text', () => {
  it('is truncated with a mark that counts the missing bytes', () => {
    assert.deepEqual(truncateText('abcdefghij'.repeat(10), 50), {
      text: 'abcdefghijabcdefghijabcdefgh [truncated 72 bytes]',
      removedBytes: 72,
    });
    assert.deepEqual(truncateText('😀'.repeat(30), 41), {
      text: '😀😀😀😀 [truncated 104 bytes]',
      removedBytes: 104,
    });
  });

  it('is split into pieces that join to the whole text', () => {
    assert.deepEqual(splitText('abcdefgh', 3), { texts: ['abc', 'def', 'gh'], removedBytes: 0 });
    assert.deepEqual(splitText('😀é日', 5), { texts: ['😀', 'é日'], removedBytes: 0 });
  });

  it('fits, for any text and any limit', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 40, max: 200 }), (raw, maxBytes) => {
        const text = raw.toWellFormed();
        const { texts, removedBytes } = splitText(text, maxBytes);
        const joined = texts.join('');
        assert.ok(texts.every((piece) => Buffer.byteLength(piece) <= maxBytes));
        const kept =
          removedBytes === 0 ? joined : joined.slice(0, -` [truncated ${removedBytes} bytes]`.length);
        assert.ok(text.startsWith(kept));
        assert.equal(Buffer.byteLength(text) - Buffer.byteLength(kept), removedBytes);
      }),
    );
  });

  it('is split into no more than 20 pieces', () => {
    const { texts, removedBytes } = splitText('x'.repeat(100_000), 1000);
    assert.equal(texts.length, 20);
    assert.ok(texts[19]?.endsWith(` [truncated ${removedBytes} bytes]`));
    assert.equal(texts.join('').length, 20_000);
    assert.equal(splitText('x'.repeat(20_000), 1000).removedBytes, 0);
  });
});

describe('plain-text: isEmbeddedMetrics', () => {
  it('is a JSON object with _aws at the top', () => {
    assert.equal(isEmbeddedMetrics('{"_aws":{"Timestamp":1}}'), true);
    assert.equal(isEmbeddedMetrics(' \n{"a":1,"_aws":{}}'), true);
    assert.equal(isEmbeddedMetrics(String.raw`{"a":1,"\u005fa\u0077s":{}}`), true);
  });

  it('is not any other text', () => {
    for (const text of [
      '',
      'x',
      '{"a":1}',
      '{"a":{"_aws":{}}}',
      '["_aws"]',
      '{"_aws":',
      '{"a":"\\"_aws\\""}',
      '"_aws"',
    ]) {
      assert.equal(isEmbeddedMetrics(text), false);
    }
  });
});
