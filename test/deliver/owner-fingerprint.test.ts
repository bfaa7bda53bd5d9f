import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import { ownerFingerprint } from '../../src/deliver/owner-fingerprint.js';

const ENV = { AWS_REGION: 'eu-west-1', AWS_PROFILE: 'shop' };

describe('owner-fingerprint', () => {
  const hint = ownerFingerprint(
    { clientConfig: { region: 'us-east-1', endpoint: 'https://x', profile: 'p' } },
    ENV,
  );

  it('is equal for equal settings, and reveals nothing of them', () => {
    const same = { clientConfig: { profile: 'p', endpoint: 'https://x', region: 'us-east-1' } };
    assert.equal(ownerFingerprint(same, { ...ENV, PATH: '/bin', AWS_SECRET_ACCESS_KEY: 'x' }), hint);
    assert.match(hint, /^[0-9a-f]{32}$/);
  });

  const others: Record<
    string,
    [Parameters<typeof ownerFingerprint>[0]['clientConfig'], Record<string, string>]
  > = {
    'another region': [{ region: 'us-east-2', endpoint: 'https://x', profile: 'p' }, ENV],
    'another endpoint': [{ region: 'us-east-1', endpoint: 'https://y', profile: 'p' }, ENV],
    'another profile': [{ region: 'us-east-1', endpoint: 'https://x', profile: 'q' }, ENV],
    'another role': [
      { region: 'us-east-1', endpoint: 'https://x', profile: 'p' },
      { ...ENV, AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/r' },
    ],
    'keys of an account': [
      { region: 'us-east-1', endpoint: 'https://x', profile: 'p' },
      { ...ENV, AWS_ACCESS_KEY_ID: 'AKIAQAAAAAAAAAAAAAAA' },
    ],
    'values in other places': [{ region: 'us-east-1', endpoint: 'p', profile: 'https://x' }, ENV],
  };
  for (const [name, [clientConfig, env]] of Object.entries(others)) {
    it(`differs for ${name}`, () => {
      assert.notEqual(ownerFingerprint({ clientConfig }, env), hint);
    });
  }

  it('differs for keys of another account, and is equal for new keys of the same account', () => {
    const [first, renewed, another] = [
      'AKIAQAAAAAAAAAAAAAAA',
      'ASIAQAAAAAAAABBBBBBB',
      'AKIAQBBBBBBBAAAAAAAA',
    ].map((accessKeyId) =>
      ownerFingerprint({ clientConfig: { credentials: { accessKeyId, secretAccessKey: 'x' } } }, {}),
    );
    assert.equal(renewed, first);
    assert.notEqual(another, first);
    assert.equal(ownerFingerprint({}, { AWS_ACCESS_KEY_ID: 'ASIAQAAAAAAAACCCCCCC' }), first);
  });

  it('uses an account that is named', () => {
    const keys = { accessKeyId: 'AKIAQAAAAAAAAAAAAAAA', secretAccessKey: 'x' };
    const [own, named] = [keys, { ...keys, accountId: '123456789012' }].map((credentials) =>
      ownerFingerprint({ clientConfig: { credentials } }, {}),
    );
    assert.notEqual(named, own);
  });

  it('calls no provider, even if the environment has keys', () => {
    const credentials = sinon.stub().rejects(new Error('asked'));
    const env = { AWS_ACCESS_KEY_ID: 'AKIAQAAAAAAAAAAAAAAA' };
    assert.equal(ownerFingerprint({ clientConfig: { credentials } }, env), ownerFingerprint({}, {}));
    sinon.assert.notCalled(credentials);
  });

  it('ignores a value that is not credentials', () => {
    for (const credentials of [null, 7, {}, { accessKeyId: 7 }, { accessKeyId: '' }]) {
      assert.equal(
        ownerFingerprint({ clientConfig: { credentials } as object }, {}),
        ownerFingerprint({}, {}),
      );
    }
  });

  it('exists without any settings, and ignores functions', () => {
    const asked = { clientConfig: { region: () => Promise.reject(new Error('asked')) } };
    assert.equal(ownerFingerprint(asked, {}), ownerFingerprint({}, {}));
  });
});
