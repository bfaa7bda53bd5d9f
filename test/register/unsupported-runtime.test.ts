import assert from 'node:assert/strict';
import { whyNoRegister } from '../../src/register/unsupported-runtime.js';

describe('unsupported-runtime: whyNoRegister', () => {
  it('reports in Deno what to do instead', () => {
    const message = whyNoRegister({ versions: { node: '24.0.0', deno: '2.9.0' } });
    assert.equal(message?.code, 'CWL_RUNTIME_NOT_SUPPORTED');
    assert.match(message.text, /Deno/);
  });

  it('returns no reason on Node and Bun', () => {
    assert.equal(whyNoRegister(), undefined);
    assert.equal(whyNoRegister({ versions: { node: '24.0.0', bun: '1.4.0' } }), undefined);
  });
});
