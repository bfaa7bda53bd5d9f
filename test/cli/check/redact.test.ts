import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { redacted } from '../../../src/cli/check/redact.js';
import { CREDENTIALS } from '../../helpers/sdk-client.js';

const SECRET = CREDENTIALS.secretAccessKey;

/** Characters of secret keys and session tokens. */
const secret = fc.stringMatching(/^[\w+/=]{16,400}$/);

describe('redact', () => {
  it('leaves no secret in any text of a value, at any depth', () => {
    fc.assert(
      fc.property(secret, secret, fc.string(), fc.string(), (key, token, before, after) => {
        const quotes = (text: string): string => `${before}<${text}>${after}`;
        const value = {
          message: quotes(key),
          steps: [{ error: { message: quotes(token) } }, [quotes(encodeURIComponent(key))]],
        };
        const text = JSON.stringify(redacted(value, [key, token]));
        for (const hidden of [key, token, encodeURIComponent(key)]) assert.ok(!text.includes(hidden), text);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps the text around a secret, and each occurrence is replaced', () => {
    const { message } = redacted({ message: `got ${SECRET}, not ${SECRET}!` }, [SECRET]);
    assert.match(message, /^got (\S+), not \1!$/);
  });

  it('hides what has the form of a secret even if it is not known', () => {
    const { message } = redacted({ message: 'Authorization: AWS4-HMAC-SHA256 Signature=0a' }, []);
    assert.ok(!message.includes('Signature=0a'), message);
  });

  it('keeps a value without secrets as it is, except for members that are undefined', () => {
    const value = { ok: true, status: 400, policy: { Statement: [{ Action: 'logs:PutLogEvents' }] } };
    assert.deepEqual(redacted({ ...value, next: undefined }, [SECRET]), value);
  });

  it('does not change the value that it is given', () => {
    const value = { steps: [{ message: SECRET }] };
    redacted(value, [SECRET]);
    assert.equal(value.steps[0]?.message, SECRET);
  });
});
