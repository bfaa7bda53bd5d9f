import assert from 'node:assert/strict';
import { statementFor } from '../../../src/cli/policy/statement.js';
import { runCli } from '../helpers/packed.js';

const GROUP = ['--group', '/otel/checkout'];
const ARN = 'arn:aws:logs:eu-central-1:123456789012:log-group:/otel/checkout';
const WHERE = ['--region', 'eu-central-1', '--account', '123456789012'];

async function statements(...args: string[]): Promise<unknown[]> {
  const { code, stdout, stderr } = await runCli(['policy', ...GROUP, ...args]);
  assert.equal(code, 0);
  assert.equal(stderr === '', args.includes('--region'));
  const policy: { Version: string; Statement: unknown[] } = JSON.parse(stdout);
  assert.equal(policy.Version, '2012-10-17');
  return policy.Statement;
}

describe('command: policy', () => {
  it('allows PutLogEvents and nothing else when nothing is created', async () => {
    assert.deepEqual(await statements(...WHERE), [
      { Effect: 'Allow', Action: 'logs:PutLogEvents', Resource: `${ARN}:log-stream:*` },
    ]);
  });

  it('allows creation of streams on the group, and the other actions on its streams', async () => {
    assert.deepEqual(await statements(...WHERE, '--create-stream'), [
      { Effect: 'Allow', Action: ['logs:PutLogEvents', 'logs:CreateLogStream'], Resource: `${ARN}:*` },
    ]);
  });

  it('allows tags on the group ARN without the :* suffix', async () => {
    const all = await statements(...WHERE, '--create-stream', '--create-group', '--retention', '--tags');
    assert.deepEqual(all, [
      {
        Effect: 'Allow',
        Action: [
          'logs:PutLogEvents',
          'logs:CreateLogStream',
          'logs:CreateLogGroup',
          'logs:PutRetentionPolicy',
        ],
        Resource: `${ARN}:*`,
      },
      { Effect: 'Allow', Action: 'logs:TagResource', Resource: ARN },
    ]);
  });

  it('includes stream creation with group creation, and group settings only with group creation', async () => {
    const create = ['logs:PutLogEvents', 'logs:CreateLogStream', 'logs:CreateLogGroup'];
    const [group, retention, tags] = await Promise.all(
      ['--create-group', '--retention', '--tags'].map((option) => statements(...WHERE, option)),
    );
    const inGroup = { Effect: 'Allow', Resource: `${ARN}:*` };
    assert.deepEqual(group, [{ ...inGroup, Action: create }]);
    assert.deepEqual(retention, [{ ...inGroup, Action: [...create, 'logs:PutRetentionPolicy'] }]);
    assert.deepEqual(tags, [
      { ...inGroup, Action: create },
      { Effect: 'Allow', Action: 'logs:TagResource', Resource: ARN },
    ]);
  });

  it('uses wildcards for a missing region and account, and says so', async () => {
    const { stdout, stderr } = await runCli(['policy', ...GROUP]);
    assert.match(stderr, /^No --region: the policy is for every region of the partition "aws"\. .*--region/);
    const [statement] = JSON.parse(stdout).Statement;
    assert.deepEqual(statement, {
      Effect: 'Allow',
      Action: 'logs:PutLogEvents',
      Resource: 'arn:aws:logs:*:*:log-group:/otel/checkout:log-stream:*',
    });
  });

  it('rejects names that an ARN cannot contain', async () => {
    const wrong = [
      ['policy'],
      ['policy', '--group', 'a:b'],
      ['policy', ...GROUP, '--account', '12'],
      ['policy', ...GROUP, '--region', 'Frankfurt'],
    ];
    const ended = await Promise.all(wrong.map((args) => runCli(args)));
    for (const { code, stdout, stderr } of ended) {
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(
        stderr,
        /^CWL_USAGE: --(group is missing|group: expected|account: expected|region: expected)/,
      );
    }
  });

  it('names the partition of the region in its ARNs', () => {
    const place = { region: 'cn-north-1', account: '*', logGroupName: 'g' };
    assert.match(String(statementFor(['logs:PutLogEvents'], place).Resource), /^arn:aws-cn:logs:cn-north-1:/);
  });
});
