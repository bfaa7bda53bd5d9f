import {
  CreateLogGroupCommand,
  GetLogEventsCommand,
  type GetLogEventsCommandInput,
  type GetLogEventsCommandOutput,
} from '@aws-sdk/client-cloudwatch-logs';
import assert from 'node:assert/strict';
import { event, type Fixture, GROUP, NOW, rejects, startFixture, STREAM } from '../helpers.js';

const INVALID = 'InvalidParameterException';

function texts({ events }: GetLogEventsCommandOutput): string {
  return events?.map(({ message }) => message).join('') ?? '';
}

describe('get-log-events', () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await startFixture();
  });
  afterEach(async () => {
    await fixture[Symbol.asyncDispose]();
  });

  const get = (input: Partial<GetLogEventsCommandInput> = {}): Promise<GetLogEventsCommandOutput> =>
    fixture.client.send(new GetLogEventsCommand({ logGroupName: GROUP, logStreamName: STREAM, ...input }));
  const putLetters = (letters: string): Promise<unknown> =>
    fixture.put(...Array.from(letters, (letter, index) => event(letter, NOW + index)));

  it('returns the latest events in order, or the first from the head', async () => {
    await putLetters('abcde');
    assert.equal(texts(await get()), 'abcde');
    assert.equal(texts(await get({ limit: 2 })), 'de');
    assert.equal(texts(await get({ limit: 2, startFromHead: true })), 'ab');
    assert.deepEqual((await get({ limit: 1 })).events, [
      { message: 'e', timestamp: NOW + 4, ingestionTime: NOW },
    ]);
  });

  it('pages forward to the end, where the same token comes back, and on when more events arrive', async () => {
    await putLetters('abcde');
    let page = await get({ limit: 2, startFromHead: true });
    const seen = [texts(page)];
    for (let token: string | undefined; token !== page.nextForwardToken; seen.push(texts(page))) {
      token = page.nextForwardToken;
      page = await get({ limit: 2, startFromHead: true, nextToken: token });
    }
    assert.deepEqual(seen, ['ab', 'cd', 'e', '']);
    await fixture.put(event('f', NOW + 4));
    assert.equal(texts(await get({ nextToken: page.nextForwardToken })), 'f');
  });

  it('pages backward to the beginning, where the same token comes back', async () => {
    await putLetters('abcde');
    let page = await get({ limit: 2 });
    const seen = [texts(page)];
    for (let token: string | undefined; token !== page.nextBackwardToken; seen.push(texts(page))) {
      token = page.nextBackwardToken;
      page = await get({ limit: 2, nextToken: token });
    }
    assert.deepEqual(seen, ['de', 'bc', 'a', '']);
    assert.equal(texts(await get({ nextToken: page.nextForwardToken })), 'abcde');
  });

  it('changes direction between tokens', async () => {
    await putLetters('abcde');
    const middle = await get({ limit: 2, nextToken: (await get({ limit: 2 })).nextBackwardToken });
    assert.equal(texts(middle), 'bc');
    assert.equal(texts(await get({ nextToken: middle.nextForwardToken })), 'de');
    assert.equal(texts(await get({ nextToken: middle.nextBackwardToken })), 'a');
  });

  it('starts with startTime and ends before endTime', async () => {
    await putLetters('abcde');
    assert.equal(texts(await get({ startTime: NOW + 1, endTime: NOW + 3 })), 'bc');
    const page = await get({ startTime: NOW + 1, endTime: NOW + 4, limit: 2, startFromHead: true });
    assert.equal(texts(page), 'bc');
    assert.equal(texts(await get({ endTime: NOW + 4, nextToken: page.nextForwardToken })), 'd');
    assert.equal(texts(await get({ startTime: NOW + 9 })), '');
    assert.equal(texts(await get({ startTime: NOW + 3, endTime: NOW + 1 })), '');
  });

  it('returns tokens for an empty stream that lead to its first events', async () => {
    const page = await get();
    assert.deepEqual(page.events, []);
    await putLetters('ab');
    assert.equal(texts(await get({ nextToken: page.nextForwardToken })), 'ab');
  });

  it('returns no more than 1 MiB at once, from either end', async () => {
    const half = 524_288 - 26;
    await fixture.put(event('a'.repeat(half)), event('b'.repeat(half)));
    await fixture.put(event('c', NOW + 1));
    assert.deepEqual((await get({ startFromHead: true })).events?.length, 2);
    assert.deepEqual((await get()).events?.length, 2);
  });

  it('accepts the group by name or ARN, with or without :*', async () => {
    await putLetters('a');
    const arn = `arn:aws:logs:us-east-1:123456789012:log-group:${GROUP}`;
    for (const logGroupIdentifier of [GROUP, arn, `${arn}:*`]) {
      assert.equal(texts(await get({ logGroupName: undefined, logGroupIdentifier })), 'a');
    }
    await rejects(get({ logGroupIdentifier: GROUP }), { name: INVALID });
  });

  it('refuses what the service refuses', async () => {
    await rejects(get({ limit: 0 }), { name: INVALID });
    await rejects(get({ limit: 10_001 }), { name: INVALID });
    await rejects(get({ startTime: -1 }), { name: INVALID });
    for (const nextToken of ['', 'f/1/s', `x/${'0'.repeat(56)}/s`, `f/${'0'.repeat(56)}/s/s`]) {
      await rejects(get({ nextToken }), { name: INVALID });
    }
    const name = 'ResourceNotFoundException';
    await rejects(get({ logGroupName: 'no' }), { name, message: 'The specified log group does not exist.' });
    await rejects(get({ logStreamName: 'no' }), {
      name,
      message: 'The specified log stream does not exist.',
    });
  });

  it('is not available for the Infrequent Access class', async () => {
    const logGroupName = 'rare';
    await fixture.client.send(
      new CreateLogGroupCommand({ logGroupName, logGroupClass: 'INFREQUENT_ACCESS' }),
    );
    await fixture.createStream(STREAM, logGroupName);
    await rejects(get({ logGroupName }), { name: INVALID, message: /INFREQUENT_ACCESS/ });
  });
});
