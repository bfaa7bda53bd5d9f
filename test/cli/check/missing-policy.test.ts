import assert from 'node:assert/strict';
import { missingPolicy, type Caller } from '../../../src/cli/check/missing-policy.js';
import type { Failure } from '../../../src/failures/failure.js';

const CALLER: Caller = { region: 'cn-north-1', accessKeyId: 'LOCAL', accountId: undefined };

function denied(action: Failure['action'], message: string, name = 'AccessDeniedException'): Failure {
  const error = Object.assign(new Error(message), { name });
  return { kind: 'denied', action, error, status: 400, retryAfterMillis: undefined };
}

describe('missing-policy', () => {
  it('is one statement, with the action that the service checked and the account id that it names', () => {
    const who = 'User: arn:aws-cn:sts::210987654321:assumed-role/app/i-1 is not authorized to perform';
    const policy = missingPolicy(
      [
        denied(
          'PutLogEvents',
          `${who}: logs:PutLogEvents on resource: arn:aws-cn:logs:cn-north-1:123456789012:x`,
        ),
        denied('CreateLogGroup', `${who}: logs:TagResource`),
      ],
      '/g',
      CALLER,
    );
    const group = 'arn:aws-cn:logs:cn-north-1:123456789012:log-group:/g';
    assert.deepEqual(policy?.Statement, [
      {
        Effect: 'Allow',
        Action: ['logs:PutLogEvents', 'logs:TagResource'],
        Resource: [`${group}:log-stream:*`, group],
      },
    ]);
  });

  it('takes the account id from the caller, or from the credentials, where the resource is not named', () => {
    const accountOf = (message: string, caller = CALLER): string | undefined =>
      /cn-north-1:([^:]*):/.exec(
        JSON.stringify(missingPolicy([denied('PutLogEvents', message)], '/g', caller)),
      )?.[1];
    assert.equal(accountOf('User: arn:aws:iam::210987654321:user/x is not authorized'), '210987654321');
    assert.equal(accountOf('no'), '*');
    assert.equal(accountOf('no', { ...CALLER, accountId: '111122223333' }), '111122223333');
  });

  it('is undefined for failures that no permission fixes', () => {
    const failures = [denied('PutLogEvents', 'bad key', 'UnrecognizedClientException')];
    assert.equal(missingPolicy(failures, '/g', CALLER), undefined);
    assert.equal(missingPolicy([], '/g', CALLER), undefined);
  });

  it('is undefined for denials by other policies, and by a key, whose ARN is not that of a group', () => {
    const who = 'User: arn:aws:iam::210987654321:user/x is not authorized to perform';
    for (const message of [
      `${who}: logs:PutLogEvents on resource: arn:x with an explicit deny in a service control policy`,
      `${who}: logs:PutLogEvents because no permissions boundary allows the logs:PutLogEvents action`,
      `${who}: logs:PutLogEvents because no session policy allows the logs:PutLogEvents action`,
      `${who}: logs:PutLogEvents because no VPC endpoint policy allows the logs:PutLogEvents action`,
      `${who}: kms:GenerateDataKey on resource: arn:aws:kms:us-east-1:210987654321:key/abc`,
      'The specified KMS key does not exist or is not allowed to be used',
    ]) {
      assert.equal(missingPolicy([denied('PutLogEvents', message)], '/g', CALLER), undefined, message);
    }
    const identity = `${who}: logs:PutLogEvents because no identity-based policy allows the action`;
    assert.ok(missingPolicy([denied('PutLogEvents', identity)], '/g', CALLER));
  });
});
