import assert from 'node:assert/strict';
import { kmsKeyId, logGroupClass, retentionInDays, tags } from '../../src/options/log-group-checks.js';

function tagged(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`tag${index}`, 'x']));
}

describe('log-group-checks: retentionInDays', () => {
  it('accepts only the numbers of days that the service accepts', () => {
    for (const value of [1, 30, 3653]) assert.deepEqual(retentionInDays('r', value), []);
    for (const value of [0, 2, 31, 3654, '30']) assert.equal(retentionInDays('r', value).length, 1);
  });
});

describe('log-group-checks: kmsKeyId', () => {
  it('accepts 1 to 256 characters', () => {
    for (const length of [1, 256]) assert.deepEqual(kmsKeyId('k', 'a'.repeat(length)), []);
    for (const length of [0, 257]) assert.equal(kmsKeyId('k', 'a'.repeat(length)).length, 1);
  });
});

describe('log-group-checks: logGroupClass', () => {
  it('accepts any text, because the service may add classes', () => {
    assert.deepEqual(logGroupClass('c', 'TOMORROWS_CLASS'), []);
    assert.equal(logGroupClass('c', '').length, 1);
  });
});

describe('log-group-checks: tags', () => {
  it('accepts 1 to 50', () => {
    for (const count of [1, 50]) assert.deepEqual(tags('tags', tagged(count)), []);
    for (const count of [0, 51]) assert.equal(tags('tags', tagged(count)).length, 1);
  });

  it('accepts keys of 1 to 128 characters and values of up to 256', () => {
    assert.deepEqual(tags('tags', { ['k'.repeat(128)]: 'v'.repeat(256), größe: '' }), []);
    for (const wrong of [
      { ['k'.repeat(129)]: '' },
      { '': 'a' },
      { k: 'v'.repeat(257) },
      { 'a*': 'b' },
      { k: 1 },
    ]) {
      assert.equal(tags('tags', wrong).length, 1, Object.keys(wrong)[0]);
    }
  });

  it('never shows a value', () => {
    assert.doesNotMatch(tags('tags', { key: 'secret*' }).join(), /secret/);
  });

  it('reports a value that cannot be read, and keys that cannot be read', () => {
    const trap = {
      get k(): string {
        throw new Error('unreadable');
      },
    };
    assert.match(tags('tags', trap).join(), /^tags\["k"\]: .*cannot be read$/);
    const { proxy, revoke } = Proxy.revocable(
      {},
      {
        ownKeys: () => {
          throw new Error('unreadable');
        },
      },
    );
    assert.match(tags('tags', proxy).join(), /keys cannot be read$/);
    revoke();
  });
});
