import {
  CreateLogStreamCommand,
  DeleteLogStreamCommand,
  DescribeLogStreamsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import assert from 'node:assert/strict';
import { event, type Fixture, GROUP, NOW, rejects, rules, startFixture, STREAM } from '../helpers.js';

const INVALID = 'InvalidParameterException';
const ARN = 'arn:aws:logs:us-east-1:123456789012:log-group:';

describe('streams', () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await startFixture();
  });
  afterEach(async () => {
    await fixture[Symbol.asyncDispose]();
  });

  it('can be created once', async () => {
    await rejects(fixture.createStream(STREAM), {
      name: 'ResourceAlreadyExistsException',
      message: 'The specified log stream already exists',
    });
  });

  it('need their group', async () => {
    await rejects(fixture.createStream('s', 'other'), {
      name: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
    });
    assert.deepEqual(fixture.server.violations, []);
  });

  it('accept any character but colon and asterisk, up to 512', async () => {
    await fixture.createStream('2026/11/21/[$LATEST] é\n😀');
    await fixture.createStream('x'.repeat(512));
    assert.deepEqual(fixture.server.violations, []);
  });

  for (const name of ['a:b', 'a*b', '', 'x'.repeat(513)]) {
    it(`refuse the name ${JSON.stringify(name.slice(0, 20))}`, async () => {
      await rejects(fixture.createStream(name), {
        name: INVALID,
        message: /^1 validation error detected: Value '.*' at 'logStreamName' failed to satisfy constraint: /,
      });
      assert.deepEqual(rules(fixture.server), ['log stream name']);
    });
  }

  it('refuse a missing name', async () => {
    const input = { logGroupName: GROUP, logStreamName: undefined };
    await rejects(fixture.client.send(new CreateLogStreamCommand(input)), {
      name: INVALID,
      message:
        "1 validation error detected: Value null at 'logStreamName' failed to satisfy constraint: Member must not be null",
    });
  });

  it('are deleted with their events', async () => {
    await fixture.put(event('x'));
    const remove = new DeleteLogStreamCommand({ logGroupName: GROUP, logStreamName: STREAM });
    await fixture.client.send(remove);
    assert.deepEqual(fixture.server.events(), []);
    await rejects(fixture.client.send(remove), {
      name: 'ResourceNotFoundException',
      message: 'The specified log stream does not exist.',
    });
  });

  it('are described in pages, by name or by last event, from either end', async () => {
    await fixture.createStream('empty');
    await fixture.createStream('a');
    await fixture.put(event('x', NOW - 2), event('y', NOW - 1));
    const find = (
      input: object,
    ): Promise<{ logStreams?: { logStreamName?: string }[]; nextToken?: string }> =>
      fixture.client.send(new DescribeLogStreamsCommand({ logGroupName: GROUP, ...input }));
    const names = async (input: object): Promise<(string | undefined)[] | undefined> =>
      (await find(input)).logStreams?.map(({ logStreamName }) => logStreamName);

    assert.deepEqual(await names({}), ['a', 'empty', STREAM]);
    assert.deepEqual(await names({ descending: true }), [STREAM, 'empty', 'a']);
    assert.deepEqual(await names({ orderBy: 'LastEventTime', descending: true, limit: 1 }), [STREAM]);
    assert.deepEqual(await names({ logStreamNamePrefix: 'e' }), ['empty']);
    assert.deepEqual(
      await names({ logGroupName: undefined, logGroupIdentifier: `${ARN}${GROUP}:*`, limit: 1 }),
      ['a'],
    );
    const { nextToken } = await find({ limit: 2 });
    assert.deepEqual(await names({ limit: 2, nextToken }), [STREAM]);
    assert.deepEqual((await find({ logStreamNamePrefix: STREAM })).logStreams, [
      {
        logStreamName: STREAM,
        creationTime: NOW,
        firstEventTimestamp: NOW - 2,
        lastEventTimestamp: NOW - 1,
        lastIngestionTime: NOW,
        uploadSequenceToken: '0'.repeat(56),
        arn: `${ARN}${GROUP}:log-stream:${STREAM}`,
        storedBytes: 0,
      },
    ]);
    await rejects(names({ orderBy: 'LastEventTime', logStreamNamePrefix: 'a' }), { name: INVALID });
    await rejects(names({ orderBy: 'Size' }), { name: INVALID });
    await rejects(names({ logGroupName: undefined }), { name: INVALID });
  });
});
