import assert from 'node:assert/strict';
import { KeyFragments, memberFragment } from '../../src/encode/key-fragments.js';
import { NO_MATCH } from '../../src/encode/redacted-paths.js';

describe('key-fragments', () => {
  it('caches the bytes of a key', () => {
    const keys = new KeyFragments(() => NO_MATCH);
    const made = keys.of('a"b');
    assert.equal(Buffer.from(made.bytes).toString(), ',\\"a\\\\\\"b\\":');
    assert.equal(made.size, 8);
    assert.equal(keys.of('a"b'), made);
  });

  it('caches whether the key is redacted, with one look-up', () => {
    const asked: string[] = [];
    const match = { isRedacted: true, begun: [] };
    const keys = new KeyFragments((key) => {
      asked.push(key);
      return match;
    });
    assert.equal(keys.of('a').match, match);
    assert.equal(keys.of('a').match, match);
    assert.deepEqual(asked, ['a']);
  });

  it('drops keys when there are more than 2,048', () => {
    const keys = new KeyFragments(() => NO_MATCH);
    const first = keys.of('key 0');
    for (let i = 1; i < 2048; i += 1) keys.of(`key ${i}`);
    assert.equal(keys.of('key 0'), first);
    keys.of('key 2048');
    assert.notEqual(keys.of('key 0'), first);
    assert.deepEqual(keys.of('key 0'), first);
  });
});

describe('key-fragments: memberFragment', () => {
  it('makes a key well-formed', () => {
    assert.equal(Buffer.from(memberFragment('\ud800').bytes).toString(), ',\\"\ufffd\\":');
  });
});
