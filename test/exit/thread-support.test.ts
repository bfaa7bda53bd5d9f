import assert from 'node:assert/strict';
import { whyNoThread } from '../../src/exit/thread-support.js';

describe('thread-support: whyNoThread', () => {
  it('returns no reason on Node, with or without a permission model that allows threads', () => {
    assert.equal(whyNoThread({ versions: { node: '24.0.0' } }), undefined);
    assert.equal(whyNoThread({ versions: {}, permission: { has: () => true } }), undefined);
    assert.equal(whyNoThread(), undefined);
  });

  for (const [key, name] of [
    ['bun', 'Bun'],
    ['deno', 'Deno'],
  ] as const) {
    it(`names ${name}`, () => {
      assert.equal(
        whyNoThread({ versions: { node: '24.0.0', [key]: '1.0.0' } }),
        `${name} starts no thread at its end`,
      );
    });
  }

  it('names the flag that the permission model needs, and checks for threads alone', () => {
    const permission = { has: (what: string) => what !== 'worker' };

    assert.match(whyNoThread({ versions: {}, permission }) ?? '', /--allow-worker/);
  });
});
