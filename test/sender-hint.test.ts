import assert from 'node:assert/strict';
import { senderHint } from '../src/sender-hint.js';

const ENV = { AWS_REGION: 'eu-west-1', AWS_PROFILE: 'shop' };

describe('What marks stored events before the sender is known', () => {
  const hint = senderHint(
    { clientConfig: { region: 'us-east-1', endpoint: 'https://x', profile: 'p' } },
    ENV,
  );

  it('is the same for the same settings, and says nothing of them', () => {
    const same = { clientConfig: { profile: 'p', endpoint: 'https://x', region: 'us-east-1' } };
    assert.equal(senderHint(same, { ...ENV, PATH: '/bin', AWS_SECRET_ACCESS_KEY: 'x' }), hint);
    assert.match(hint, /^[0-9a-f]{32}$/);
  });

  const others: Record<string, [Parameters<typeof senderHint>[0]['clientConfig'], Record<string, string>]> = {
    'another region': [{ region: 'us-east-2', endpoint: 'https://x', profile: 'p' }, ENV],
    'another endpoint': [{ region: 'us-east-1', endpoint: 'https://y', profile: 'p' }, ENV],
    'another profile': [{ region: 'us-east-1', endpoint: 'https://x', profile: 'q' }, ENV],
    'another role': [
      { region: 'us-east-1', endpoint: 'https://x', profile: 'p' },
      { ...ENV, AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/r' },
    ],
    'values in other places': [{ region: 'us-east-1', endpoint: 'p', profile: 'https://x' }, ENV],
  };
  for (const [name, [clientConfig, env]] of Object.entries(others)) {
    it(`is another for ${name}`, () => {
      assert.notEqual(senderHint({ clientConfig }, env), hint);
    });
  }

  it('is there without any settings, and leaves functions alone', () => {
    const asked = { clientConfig: { region: () => Promise.reject(new Error('asked')) } };
    assert.equal(senderHint(asked, {}), senderHint({}, {}));
  });
});
