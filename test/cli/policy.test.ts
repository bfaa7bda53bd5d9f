import assert from 'node:assert/strict';
import { partitionOf, statementFor } from '../../src/cli/policy/statement.js';
import { runCli } from './helpers/packed.js';

const GROUP = ['--group', '/otel/checkout'];
const ARN = 'arn:aws:logs:eu-central-1:123456789012:log-group:/otel/checkout';
const WHERE = ['--region', 'eu-central-1', '--account', '123456789012'];

async function statements(...args: string[]): Promise<unknown[]> {
  const { code, stdout, stderr } = await runCli(['policy', ...GROUP, ...args]);
  assert.deepEqual([code, stderr], [0, '']);
  const policy: { Version: string; Statement: unknown[] } = JSON.parse(stdout);
  assert.equal(policy.Version, '2012-10-17');
  return policy.Statement;
}

describe('policy', () => {
  it('allows to put events, and nothing else, when nothing is to be made', async () => {
    assert.deepEqual(await statements(...WHERE), [
      { Effect: 'Allow', Action: 'logs:PutLogEvents', Resource: `${ARN}:log-stream:*` },
    ]);
  });

  it('allows on the group what makes streams, and on streams what it covers', async () => {
    assert.deepEqual(await statements(...WHERE, '--create-stream'), [
      { Effect: 'Allow', Action: ['logs:PutLogEvents', 'logs:CreateLogStream'], Resource: `${ARN}:*` },
    ]);
  });

  it('asks for tags on the group without what is in it', async () => {
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

  it('stands for any region and account where none is given', async () => {
    const [statement] = await statements();
    assert.deepEqual(statement, {
      Effect: 'Allow',
      Action: 'logs:PutLogEvents',
      Resource: 'arn:aws:logs:*:*:log-group:/otel/checkout:log-stream:*',
    });
  });

  it('refuses what no ARN can hold', async () => {
    const wrong = [
      ['policy'],
      ['policy', '--group', 'a:b'],
      ['policy', ...GROUP, '--account', '12'],
      ['policy', ...GROUP, '--region', 'Frankfurt'],
    ];
    const ended = await Promise.all(wrong.map((args) => runCli(args)));
    for (const { code, stdout, stderr } of ended) {
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, /^--(group is missing|group: expected|account: expected|region: expected)/);
    }
  });

  it('knows the partitions by their regions', () => {
    const regions = ['us-east-1', 'cn-north-1', 'us-gov-west-1', 'us-iso-east-1', 'us-isob-east-1', '*'];
    const expected = ['aws', 'aws-cn', 'aws-us-gov', 'aws-iso', 'aws-iso-b', 'aws'];
    assert.deepEqual(regions.map(partitionOf), expected);
    const place = { region: 'cn-north-1', account: '*', logGroupName: 'g' };
    assert.match(String(statementFor(['logs:PutLogEvents'], place).Resource), /^arn:aws-cn:logs:cn-north-1:/);
  });
});
