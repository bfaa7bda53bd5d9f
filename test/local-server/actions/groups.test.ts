import {
  CreateLogGroupCommand,
  type CreateLogGroupCommandInput,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand,
  paginateDescribeLogGroups,
  PutRetentionPolicyCommand,
  TagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import assert from 'node:assert/strict';
import { event, type Fixture, GROUP, NOW, rawCall, rejects, rules, startFixture } from '../helpers.js';

const INVALID = 'InvalidParameterException';
const ARN = 'arn:aws:logs:us-east-1:123456789012:log-group:';
const KEY = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';

function tagged(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']));
}

describe('groups', () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await startFixture();
  });
  afterEach(async () => {
    await fixture[Symbol.asyncDispose]();
  });

  const create = (input: CreateLogGroupCommandInput): Promise<unknown> =>
    fixture.client.send(new CreateLogGroupCommand(input));

  const retain = (retentionInDays: number, logGroupName = GROUP): Promise<unknown> =>
    fixture.client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays }));
  const tag = (tags: Record<string, string>, resourceArn = ARN + GROUP): Promise<unknown> =>
    fixture.client.send(new TagResourceCommand({ resourceArn, tags }));
  const find = async (input: object): Promise<(string | undefined)[] | undefined> =>
    (await fixture.client.send(new DescribeLogGroupsCommand(input))).logGroups?.map((g) => g.logGroupName);

  it('are described as they were created', async () => {
    await create({
      logGroupName: 'described',
      tags: { team: 'core' },
      logGroupClass: 'ESSENTIALS',
      kmsKeyId: KEY,
    });
    await fixture.client.send(
      new PutRetentionPolicyCommand({ logGroupName: 'described', retentionInDays: 30 }),
    );
    const { logGroups } = await fixture.client.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: 'desc' }),
    );
    assert.deepEqual(logGroups, [
      {
        logGroupName: 'described',
        creationTime: NOW,
        retentionInDays: 30,
        metricFilterCount: 0,
        arn: `${ARN}described:*`,
        logGroupArn: `${ARN}described`,
        storedBytes: 0,
        kmsKeyId: KEY,
        logGroupClass: 'ESSENTIALS',
        deletionProtectionEnabled: false,
      },
    ]);
    assert.deepEqual(fixture.server.violations, []);
  });

  it('can be created once', async () => {
    await rejects(create({ logGroupName: GROUP }), {
      name: 'ResourceAlreadyExistsException',
      message: 'The specified log group already exists',
    });
    assert.deepEqual(fixture.server.violations, []);
  });

  it('accept every character of the pattern, up to 512', async () => {
    await create({ logGroupName: 'azAZ09._-/#' });
    await create({ logGroupName: 'x'.repeat(511) });
    await create({ logGroupName: 'x'.repeat(512) });
    assert.deepEqual(fixture.server.violations, []);
  });

  for (const [name, reason] of [
    ['x'.repeat(513), /length less than or equal to 512$/],
    ['', /length greater than or equal to 1$/],
    ['a b', /pattern: \[\\\.\\-_\/#A-Za-z0-9\]\+$/],
    ['a:b', /pattern/],
    ['é', /pattern/],
    ['a\n', /pattern/],
    ['aws/mine', /^Log groups starting with AWS\/ are reserved for AWS\.$/],
  ] as const) {
    it(`refuse the name ${JSON.stringify(name.slice(0, 20))}`, async () => {
      await rejects(create({ logGroupName: name }), { name: INVALID, message: reason });
      assert.deepEqual(rules(fixture.server), ['log group name']);
    });
  }

  it('accept a name that starts with /aws/', async () => {
    await create({ logGroupName: '/aws/lambda/mine' });
    assert.deepEqual(fixture.server.violations, []);
  });

  it('refuse an unknown class', async () => {
    const body = JSON.stringify({ logGroupName: 'g', logGroupClass: 'CHEAP' });
    const { type, message } = await rawCall(fixture.server, 'CreateLogGroup', body);
    assert.equal(type, INVALID);
    assert.match(String(message), /Value 'CHEAP' at 'logGroupClass' .* enum value set: \[STANDARD, /);
    assert.deepEqual(rules(fixture.server), ['log group class']);
  });

  for (const kmsKeyId of ['alias/mine', `${KEY}${'0'.repeat(256)}`, 'arn:aws:s3:::bucket']) {
    it(`refuse the key ${kmsKeyId.slice(0, 20)}`, async () => {
      await rejects(create({ logGroupName: 'g', kmsKeyId }), { name: INVALID });
      assert.deepEqual(rules(fixture.server), ['kms key']);
    });
  }

  describe('retention', () => {
    it('accepts the days of the list', async () => {
      for (const days of [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827]) {
        await retain(days);
      }
      for (const days of [2192, 2557, 2922, 3288, 3653]) await retain(days);
      assert.deepEqual(fixture.server.violations, []);
    });

    for (const days of [0, 2, 8, 366, 3654, -1]) {
      it(`refuses ${days} days`, async () => {
        await rejects(retain(days), { name: INVALID, message: /at 'retentionInDays' failed/ });
        assert.deepEqual(rules(fixture.server), ['retention']);
      });
    }

    it('needs the group', async () => {
      await rejects(retain(7, 'other'), {
        name: 'ResourceNotFoundException',
        message: 'The specified log group does not exist.',
      });
    });
  });

  describe('tags', () => {
    it('are added and listed', async () => {
      await tag({ team: 'core', empty: '' });
      await tag({ team: 'edge' });
      const input = { resourceArn: ARN + GROUP };
      const { tags } = await fixture.client.send(new ListTagsForResourceCommand(input));
      assert.deepEqual(tags, { team: 'edge', empty: '' });
    });

    it('accept 50 on creation and refuse 51', async () => {
      await create({ logGroupName: 'g50', tags: tagged(50) });
      await rejects(create({ logGroupName: 'g51', tags: tagged(51) }), { name: INVALID });
      assert.deepEqual(rules(fixture.server), ['tags']);
    });

    it('refuse more than 50 in sum', async () => {
      await tag(tagged(50));
      await rejects(tag({ one: 'more' }), { name: 'TooManyTagsException', message: /no more than 50 tags/ });
    });

    it('accept keys of 128 and values of 256 characters, of any script', async () => {
      await tag({ ['k'.repeat(128)]: 'v'.repeat(256), 'ключ 1': 'a_.:/=+-@ é' });
      assert.deepEqual(fixture.server.violations, []);
    });

    const refused: Record<string, string>[] = [
      {},
      { ['k'.repeat(129)]: 'v' },
      { k: 'v'.repeat(257) },
      { '': 'v' },
      { 'k*': 'v' },
      { k: 'v;' },
      { 'aws:mine': 'v' },
    ];
    for (const tags of refused) {
      it(`refuse ${JSON.stringify(tags).slice(0, 30)}`, async () => {
        await rejects(tag(tags), { name: INVALID });
        assert.deepEqual([...new Set(rules(fixture.server))], ['tags']);
      });
    }

    it('refuse the ARN that ends in :*', async () => {
      await rejects(tag({ k: 'v' }, `${ARN}${GROUP}:*`), {
        name: INVALID,
        message: /at 'resourceArn' failed/,
      });
    });

    it('need the group', async () => {
      await rejects(tag({ k: 'v' }, `${ARN}other`), { name: 'ResourceNotFoundException' });
    });
  });

  it('are deleted with their streams and events', async () => {
    await fixture.put(event('x'));
    await fixture.client.send(new DeleteLogGroupCommand({ logGroupName: GROUP }));
    assert.deepEqual(fixture.server.events(), []);
    await rejects(fixture.put(event('x')), { name: 'ResourceNotFoundException' });
    const again = fixture.client.send(new DeleteLogGroupCommand({ logGroupName: GROUP }));
    await rejects(again, { name: 'ResourceNotFoundException' });
  });

  it('are described in pages, by name, prefix, part, class and identifier', async () => {
    for (const name of ['b', 'a', 'c/x']) await create({ logGroupName: name });
    await create({ logGroupName: 'd', logGroupClass: 'INFREQUENT_ACCESS' });
    const names: (string | undefined)[][] = [];
    for await (const { logGroups } of paginateDescribeLogGroups(
      { client: fixture.client, pageSize: 2 },
      {},
    )) {
      names.push(logGroups?.map(({ logGroupName }) => logGroupName) ?? []);
    }
    assert.deepEqual(names, [[GROUP, 'a'], ['b', 'c/x'], ['d']]);
    assert.deepEqual(await find({ logGroupNamePrefix: 'c/' }), ['c/x']);
    assert.deepEqual(await find({ logGroupNamePattern: '/x' }), ['c/x']);
    assert.deepEqual(await find({ logGroupClass: 'INFREQUENT_ACCESS' }), ['d']);
    assert.deepEqual(await find({ logGroupIdentifiers: [`${ARN}a`, 'b'] }), ['a', 'b']);
    await rejects(find({ logGroupNamePrefix: 'a', logGroupNamePattern: 'a' }), { name: INVALID });
    await rejects(find({ limit: 51 }), { name: INVALID });
    await rejects(find({ limit: 0 }), { name: INVALID });
    await rejects(find({ nextToken: 'mine' }), { name: INVALID });
  });
});
