import assert from 'node:assert/strict';
import { accountOf } from '../../src/deliver/account.js';

describe('account: accountOf', () => {
  it('is the one in the credentials', () => {
    assert.equal(
      accountOf({ accountId: '123456789012', accessKeyId: 'ASIAQNZGKIQY56JQ7WML' }),
      '123456789012',
    );
  });

  it('is read from the access key id otherwise, so that a new key of the account gives the same', () => {
    assert.equal(accountOf({ accessKeyId: 'ASIAQNZGKIQY56JQ7WML' }), '029608264753');
    assert.equal(accountOf({ accessKeyId: 'ASIAY34FZKBOKMUTVV7A' }), '609629065308');
  });

  it('is a hash of the key if the key has another form', () => {
    const account = accountOf({ accessKeyId: 'test' });
    assert.match(account, /^key [0-9a-f]{16}$/);
    assert.notEqual(account, accountOf({ accessKeyId: 'other' }));
  });
});
