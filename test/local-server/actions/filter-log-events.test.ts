import {
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  type FilterLogEventsCommandOutput,
  paginateFilterLogEvents,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import assert from 'node:assert/strict';
import { event, type Fixture, GROUP, NOW, rejects, startFixture, STREAM } from '../helpers.js';

const INVALID = 'InvalidParameterException';

function texts({ events }: FilterLogEventsCommandOutput): string {
  return events?.map(({ message }) => message).join(' ') ?? '';
}

describe('filter-log-events', () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await startFixture();
    await fixture.createStream('other');
    await fixture.put(event('a', NOW), event('c', NOW + 2), event('e', NOW + 4));
    const logEvents = [event('b', NOW + 1), event('c2', NOW + 2), event('d', NOW + 3)];
    await fixture.client.send(
      new PutLogEventsCommand({ logGroupName: GROUP, logStreamName: 'other', logEvents }),
    );
  });
  afterEach(async () => {
    await fixture[Symbol.asyncDispose]();
  });

  const filter = (input: Partial<FilterLogEventsCommandInput> = {}): Promise<FilterLogEventsCommandOutput> =>
    fixture.client.send(new FilterLogEventsCommand({ logGroupName: GROUP, ...input }));

  it('interleaves the streams of a group', async () => {
    const result = await filter();
    assert.equal(texts(result), 'a b c c2 d e');
    assert.equal(result.nextToken, undefined);
    assert.deepEqual(result.searchedLogStreams, []);
    const { eventId, ...first } = result.events?.[0] ?? {};
    assert.deepEqual(first, { logStreamName: STREAM, timestamp: NOW, message: 'a', ingestionTime: NOW });
    assert.equal(eventId, fixture.server.events(GROUP, STREAM)[0]?.eventId);
  });

  for (const limit of [1, 2, 3, 5, 6, 7]) {
    it(`pages by ${limit} without gaps or duplicates`, async () => {
      const pages: string[] = [];
      const { client } = fixture;
      for await (const page of paginateFilterLogEvents(
        { client, pageSize: limit },
        { logGroupName: GROUP },
      )) {
        assert.ok((page.events?.length ?? 0) <= limit);
        pages.push(texts(page));
      }
      assert.equal(pages.join(' '), 'a b c c2 d e');
      assert.equal(pages.length, Math.ceil(6 / limit));
    });
  }

  it('includes startTime and endTime', async () => {
    assert.equal(texts(await filter({ startTime: NOW + 1, endTime: NOW + 3 })), 'b c c2 d');
  });

  it('searches the streams named, or those of a prefix', async () => {
    assert.equal(texts(await filter({ logStreamNames: ['other'] })), 'b c2 d');
    assert.equal(texts(await filter({ logStreamNames: ['other', STREAM, 'other'] })), 'a b c c2 d e');
    assert.equal(texts(await filter({ logStreamNamePrefix: 'str' })), 'a c e');
    await rejects(filter({ logStreamNames: ['other'], logStreamNamePrefix: 'o' }), { name: INVALID });
    await rejects(filter({ logStreamNames: ['none'] }), { name: 'ResourceNotFoundException' });
    await rejects(filter({ logStreamNames: [] }), { name: INVALID });
  });

  it('pages through what a pattern matches', async () => {
    const first = await filter({ filterPattern: '?c ?d', limit: 2 });
    assert.equal(texts(first), 'c c2');
    const second = await filter({ filterPattern: '?c ?d', limit: 2, nextToken: first.nextToken });
    assert.equal(texts(second), 'd');
    assert.equal(second.nextToken, undefined);
  });

  it('returns no more than 1 MiB at once', async () => {
    const half = 524_288 - 26;
    await fixture.put(event('x'.repeat(half), NOW + 9), event('x'.repeat(half), NOW + 9));
    const first = await filter();
    assert.equal(first.events?.length, 7);
    const second = await filter({ nextToken: first.nextToken });
    assert.equal(second.events?.length, 1);
  });

  it('accepts the group by ARN', async () => {
    const logGroupIdentifier = `arn:aws:logs:us-east-1:123456789012:log-group:${GROUP}:*`;
    assert.equal(texts(await filter({ logGroupName: undefined, logGroupIdentifier, limit: 1 })), 'a');
  });

  it('refuses what the service refuses', async () => {
    await rejects(filter({ limit: 10_001 }), { name: INVALID });
    await rejects(filter({ nextToken: 'mine' }), { name: INVALID });
    await rejects(filter({ filterPattern: 'x'.repeat(1025) }), { name: INVALID });
    await rejects(filter({ filterPattern: '[ip, user]' }), { name: INVALID, message: /does not support/ });
    await rejects(filter({ startFromHead: false }), { name: INVALID, message: /startFromHead/ });
    await rejects(filter({ logGroupName: 'none' }), { name: 'ResourceNotFoundException' });
  });
});
