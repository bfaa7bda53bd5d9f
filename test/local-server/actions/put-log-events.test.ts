import {
  CreateLogGroupCommand,
  DeleteRetentionPolicyCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import assert from 'node:assert/strict';
import {
  DAY,
  event,
  type Fixture,
  GROUP,
  HOUR,
  messages,
  NOW,
  rawCall,
  rejects,
  rules,
  startFixture,
  STREAM,
} from '../helpers.js';

const INVALID = 'InvalidParameterException';
const LIMIT = 1_048_576;
const LARGEST_MESSAGE = LIMIT - 26;

function long(length: number): string {
  return 'x'.repeat(length);
}

describe('put-log-events', () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await startFixture();
  });
  afterEach(async () => {
    await fixture[Symbol.asyncDispose]();
  });

  const putEntity = (
    keyAttributes: Record<string, string>,
    attributes: Record<string, string> = {},
    logGroupName = GROUP,
  ): Promise<{ rejectedEntityInfo?: unknown }> =>
    fixture.client.send(
      new PutLogEventsCommand({
        logGroupName,
        logStreamName: STREAM,
        logEvents: [event('x')],
        entity: { keyAttributes, attributes },
      }),
    );

  it('stores events with the time of their ingestion', async () => {
    await fixture.put(event('a', NOW - 5), event('b'));
    const [first] = fixture.server.events();
    assert.deepEqual(first, {
      logGroupName: GROUP,
      logStreamName: STREAM,
      timestamp: NOW - 5,
      message: 'a',
      ingestionTime: NOW,
      eventId: first?.eventId,
    });
    assert.match(first?.eventId ?? '', /^\d{56}$/);
    assert.deepEqual(messages(fixture.server), ['a', 'b']);
    assert.deepEqual(fixture.server.violations, []);
  });

  it('keeps the order of arrival within a millisecond and sorts by timestamp otherwise', async () => {
    await fixture.put(event('second', NOW), event('third', NOW));
    await fixture.put(event('first', NOW - 1), event('fourth', NOW));
    assert.deepEqual(messages(fixture.server), ['first', 'second', 'third', 'fourth']);
  });

  it('ignores sequence tokens', async () => {
    const { client } = fixture;
    const input = { logGroupName: GROUP, logStreamName: STREAM, logEvents: [event('a')], sequenceToken: 'x' };
    await client.send(new PutLogEventsCommand(input));
    await client.send(new PutLogEventsCommand(input));
    assert.equal(fixture.server.events().length, 2);
  });

  describe('count', () => {
    it('refuses an empty list', async () => {
      const message =
        "1 validation error detected: Value '[]' at 'logEvents' failed to satisfy constraint: Member must have length greater than or equal to 1";
      await rejects(fixture.put(), { name: INVALID, message });
      assert.deepEqual(rules(fixture.server), ['batch count']);
    });

    it('accepts 9,999 and 10,000 events and refuses 10,001', async () => {
      const events = Array.from({ length: 10_001 }, () => event('x'));
      await fixture.put(...events.slice(2));
      await fixture.put(...events.slice(1));
      await rejects(fixture.put(...events), {
        name: INVALID,
        message: /at 'logEvents' failed .* Member must have length less than or equal to 10000$/,
      });
      assert.equal(fixture.server.events().length, 19_999);
      assert.deepEqual(rules(fixture.server), ['batch count']);
    });

    it('refuses a missing list', async () => {
      const body = JSON.stringify({ logGroupName: GROUP, logStreamName: STREAM });
      const { status, type, message } = await rawCall(fixture.server, 'PutLogEvents', body);
      assert.deepEqual([status, type], [400, INVALID]);
      assert.match(String(message), /Value null at 'logEvents' failed .* Member must not be null$/);
    });
  });

  describe('bytes', () => {
    const characters = { one: 'x', two: 'é', three: '€', four: '😀' };
    for (const [name, character] of Object.entries(characters)) {
      it(`counts ${name}-byte characters in UTF-8 at the edge of a batch`, async () => {
        const size = Buffer.byteLength(character);
        // Two events: one of the character, one that fills up to the limit exactly.
        const text = character.repeat(100_000);
        const fill = LIMIT - 2 * 26 - 100_000 * size;
        await fixture.put(event(text), event('x'.repeat(fill - 1)));
        await fixture.put(event(text), event('x'.repeat(fill)));
        await rejects(fixture.put(event(text), event('x'.repeat(fill + 1))), {
          name: INVALID,
          message: 'Upload too large: 1048577 bytes exceeds limit of 1048576',
        });
        assert.equal(fixture.server.events().length, 4);
        assert.deepEqual(rules(fixture.server), ['batch bytes']);
      });
    }

    it('accepts one message of 1,048,549 and 1,048,550 bytes and refuses 1,048,551', async () => {
      await fixture.put(event('x'.repeat(LARGEST_MESSAGE - 1)));
      await fixture.put(event('x'.repeat(LARGEST_MESSAGE)));
      await rejects(fixture.put(event('x'.repeat(LARGEST_MESSAGE + 1))), {
        name: INVALID,
        message: 'Log event too large: 1048577 bytes exceeds limit of 1048576',
      });
      assert.deepEqual(rules(fixture.server), ['event bytes']);
    });

    it('counts only messages: escaping may make the body far larger than the limit', async () => {
      await fixture.put(event('\u0001'.repeat(LARGEST_MESSAGE)));
      const call = fixture.server.calls.at(-1);
      assert.ok((call?.wireBytes ?? 0) > 6_000_000);
      assert.equal(call?.input.batchBytes, LIMIT);
    });
  });

  describe('order', () => {
    it('accepts equal timestamps and refuses decreasing ones', async () => {
      await fixture.put(event('a'), event('b'));
      await rejects(fixture.put(event('c'), event('d', NOW - 1)), {
        name: INVALID,
        message: 'Log events in a single PutLogEvents request must be in chronological order.',
      });
      assert.deepEqual(messages(fixture.server), ['a', 'b']);
      assert.deepEqual(rules(fixture.server), ['batch order']);
    });
  });

  describe('span', () => {
    it('accepts exactly 24 hours and refuses a millisecond more', async () => {
      await fixture.put(event('a', NOW - DAY + 1), event('b'));
      await fixture.put(event('a', NOW - DAY), event('b'));
      await rejects(fixture.put(event('a', NOW - DAY - 1), event('b')), {
        name: INVALID,
        message: 'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
      });
      assert.deepEqual(rules(fixture.server), ['batch span']);
    });

    it('does not count events too old or too new', async () => {
      const { rejectedLogEventsInfo } = await fixture.put(
        event('old', NOW - 15 * DAY),
        event('fine'),
        event('new', NOW + 3 * HOUR),
      );
      assert.deepEqual(rejectedLogEventsInfo, { tooOldLogEventEndIndex: 1, tooNewLogEventStartIndex: 2 });
    });
  });

  describe('messages', () => {
    it('refuses the whole call for empty ones and names each, counting from 1', async () => {
      const constraint = 'failed to satisfy constraint: Member must have length greater than or equal to 1';
      await rejects(fixture.put(event(''), event('x'), event('y'), event('')), {
        name: INVALID,
        message: `2 validation errors detected: Value '' at 'logEvents.1.member.message' ${constraint}; Value '' at 'logEvents.4.member.message' ${constraint}`,
      });
      assert.deepEqual(fixture.server.events(), []);
      assert.deepEqual(rules(fixture.server), ['message']);
    });

    for (const member of ['{"timestamp":1}', '{"timestamp":1,"message":null}', 'null']) {
      it(`refuses a missing message: ${member}`, async () => {
        const body = `{"logGroupName":"${GROUP}","logStreamName":"${STREAM}","logEvents":[${member}]}`;
        const { type, message } = await rawCall(fixture.server, 'PutLogEvents', body);
        assert.equal(type, INVALID);
        const expected =
          "Value null at 'logEvents.1.member.message' failed to satisfy constraint: Member must not be null";
        assert.ok(String(message).includes(expected), String(message));
      });
    }

    it('accepts white space and control characters', async () => {
      await fixture.put(event(' '), event('a\u0000b'));
      assert.deepEqual(messages(fixture.server), [' ', 'a\u0000b']);
      assert.deepEqual(fixture.server.violations, []);
    });

    it('stores an unpaired surrogate as U+FFFD and reports it', async () => {
      await fixture.put(event('a\ud800b'));
      assert.deepEqual(messages(fixture.server), ['a\ufffdb']);
      assert.deepEqual(rules(fixture.server), ['lone surrogate']);
    });
  });

  describe('timestamps', () => {
    for (const timestamp of ['1.5', '"NaN"', '"1"', 'true', '{}', '[]', '1e300', '9223372036854775808']) {
      it(`cannot read ${timestamp}`, async () => {
        const body = `{"logGroupName":"${GROUP}","logStreamName":"${STREAM}","logEvents":[{"message":"x","timestamp":${timestamp}}]}`;
        const { status, type } = await rawCall(fixture.server, 'PutLogEvents', body);
        assert.deepEqual([status, type], [400, 'SerializationException']);
        assert.deepEqual(rules(fixture.server), ['timestamp']);
      });
    }

    it('refuses negative and missing ones', async () => {
      await rejects(fixture.put(event('x', -1)), {
        name: INVALID,
        message:
          "1 validation error detected: Value '-1' at 'logEvents.1.member.timestamp' failed to satisfy constraint: Member must have value greater than or equal to 0",
      });
      await rejects(fixture.put({ message: 'x', timestamp: undefined }), {
        name: INVALID,
        message: /Value null at 'logEvents.1.member.timestamp' .* Member must not be null$/,
      });
      assert.deepEqual(rules(fixture.server), ['timestamp', 'timestamp']);
    });

    it('rejects the one of 1970 by its age', async () => {
      const { rejectedLogEventsInfo } = await fixture.put(event('x', 0));
      assert.deepEqual(rejectedLogEventsInfo, { tooOldLogEventEndIndex: 1 });
    });
  });

  describe('age', () => {
    it('rejects what is older than 14 days, end exclusive', async () => {
      const edge = NOW - 14 * DAY;
      const { rejectedLogEventsInfo } = await fixture.put(
        event('a', edge - 2),
        event('b', edge - 1),
        event('c', edge),
        event('d', edge + 1),
      );
      assert.deepEqual(rejectedLogEventsInfo, { tooOldLogEventEndIndex: 2 });
      assert.deepEqual(messages(fixture.server), ['c', 'd']);
      assert.deepEqual(fixture.server.rejected, { tooOld: 2, tooNew: 0, expired: 0 });
    });

    it('rejects what is more than 2 hours ahead, start inclusive', async () => {
      const edge = NOW + 2 * HOUR;
      const { rejectedLogEventsInfo } = await fixture.put(
        event('a', edge - 1),
        event('b', edge),
        event('c', edge + 1),
        event('d', edge + 2),
      );
      assert.deepEqual(rejectedLogEventsInfo, { tooNewLogEventStartIndex: 2 });
      assert.deepEqual(messages(fixture.server), ['a', 'b']);
      assert.deepEqual(fixture.server.rejected, { tooOld: 0, tooNew: 2, expired: 0 });
    });

    it('rejects what the retention of the group has expired, end exclusive', async () => {
      const { client, server } = fixture;
      await client.send(new PutRetentionPolicyCommand({ logGroupName: GROUP, retentionInDays: 3 }));
      const edge = NOW - 3 * DAY;
      const batch = [
        event('too old', NOW - 14 * DAY - 1),
        event('expired', edge - 1),
        event('kept', edge),
        event('kept too', edge + 1),
      ];
      // The span counts from the first event that is not too old.
      const { rejectedLogEventsInfo } = await fixture.put(...batch);
      assert.deepEqual(rejectedLogEventsInfo, { tooOldLogEventEndIndex: 1, expiredLogEventEndIndex: 2 });
      assert.deepEqual(messages(server), ['kept', 'kept too']);
      assert.deepEqual(server.rejected, { tooOld: 1, tooNew: 0, expired: 1 });

      await client.send(new DeleteRetentionPolicyCommand({ logGroupName: GROUP }));
      assert.equal((await fixture.put(event('again', edge - 1))).rejectedLogEventsInfo, undefined);
    });

    it('stores nothing of a batch that is rejected as a whole, and answers 200', async () => {
      const { rejectedLogEventsInfo } = await fixture.put(event('a', NOW - 15 * DAY), event('b', NOW + DAY));
      assert.deepEqual(rejectedLogEventsInfo, { tooOldLogEventEndIndex: 1, tooNewLogEventStartIndex: 1 });
      assert.deepEqual(fixture.server.events(), []);
      assert.deepEqual(fixture.server.violations, []);
    });
  });

  describe('destination', () => {
    it('distinguishes a missing group from a missing stream', async () => {
      const send = (logGroupName: string, logStreamName: string): Promise<unknown> =>
        fixture.client.send(
          new PutLogEventsCommand({ logGroupName, logStreamName, logEvents: [event('x')] }),
        );
      const name = 'ResourceNotFoundException';
      await rejects(send('other', 's'), { name, message: 'The specified log group does not exist.' });
      await rejects(send(GROUP, 'other'), { name, message: 'The specified log stream does not exist.' });
      assert.deepEqual(fixture.server.violations, []);
    });

    it('refuses bad names, all of them in one error', async () => {
      const input = { logGroupName: 'a b', logStreamName: 'a:b', logEvents: [event('x')] };
      await rejects(fixture.client.send(new PutLogEventsCommand(input)), {
        name: INVALID,
        message: String.raw`2 validation errors detected: Value 'a b' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\.\-_/#A-Za-z0-9]+; Value 'a:b' at 'logStreamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [^:*]*`,
      });
      assert.deepEqual(rules(fixture.server), ['log group name', 'log stream name']);
    });
  });

  describe('entity', () => {
    const service = { Type: 'Service', Name: 'checkout', Environment: 'prod' };
    it('accepts a service, and up to ten attributes', async () => {
      const attributes = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`k${index}`, 'v']));
      assert.equal((await putEntity(service)).rejectedEntityInfo, undefined);
      assert.equal((await putEntity(service, { PlatformType: 'K8s' })).rejectedEntityInfo, undefined);
      assert.equal((await putEntity(service, attributes)).rejectedEntityInfo, undefined);
      assert.deepEqual(fixture.server.violations, []);
      assert.deepEqual(fixture.server.calls.at(-1)?.input.entity, { keyAttributes: service, attributes });
    });

    const rejected: [string, Record<string, string>, Record<string, string>][] = [
      ['MissingRequiredFields', { Type: 'Service', Name: 'checkout' }, {}],
      ['MissingRequiredFields', { Name: 'checkout', Environment: 'prod' }, {}],
      ['MissingRequiredFields', { Type: 'AWS::Resource', Name: 'x' }, {}],
      ['InvalidTypeValue', { ...service, Type: 'service' }, {}],
      ['InvalidKeyAttributes', { ...service, name: 'x' }, {}],
      ['InvalidAttributes', service, { PlatformType: 'Mainframe' }],
    ];
    for (const [errorType, keyAttributes, attributes] of rejected) {
      it(`rejects it with ${errorType} but accepts the events: ${JSON.stringify(keyAttributes)}`, async () => {
        assert.deepEqual((await putEntity(keyAttributes, attributes)).rejectedEntityInfo, { errorType });
        assert.equal(fixture.server.events().length, 1);
        assert.deepEqual(rules(fixture.server), ['entity']);
      });
    }

    it('rejects it in a group of class DELIVERY', async () => {
      const input = { logGroupName: 'delivery', logGroupClass: 'DELIVERY' } as const;
      await fixture.client.send(new CreateLogGroupCommand(input));
      await fixture.createStream(STREAM, 'delivery');
      const { rejectedEntityInfo } = await putEntity(service, {}, 'delivery');
      assert.deepEqual(rejectedEntityInfo, { errorType: 'UnsupportedLogGroupType' });
    });

    const refused: [string, Record<string, string>, Record<string, string>][] = [
      ['one key attribute', { Type: 'Service' }, {}],
      ['five key attributes', { ...service, Identifier: 'x', ResourceType: 'y' }, {}],
      ['a key of 33', { ...service, [long(33)]: 'x' }, {}],
      ['a value of 513', { ...service, Name: long(513) }, {}],
      ['an empty value', { ...service, Name: '' }, {}],
      ['an attribute of 257', service, { [long(257)]: 'x' }],
      ['an attribute value of 513', service, { Host: long(513) }],
      [
        'eleven attributes',
        service,
        Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`k${index}`, 'v'])),
      ],
    ];
    for (const [name, keyAttributes, attributes] of refused) {
      it(`fails the call for ${name}`, async () => {
        await rejects(putEntity(keyAttributes, attributes), { name: INVALID, message: /entity/ });
        assert.deepEqual(rules(fixture.server), ['entity']);
        assert.deepEqual(fixture.server.events(), []);
      });
    }

    it('accepts keys and values of maximum length', async () => {
      const attributes = { [long(256)]: long(512) };
      assert.equal(
        (await putEntity({ ...service, Name: long(512) }, attributes)).rejectedEntityInfo,
        undefined,
      );
    });
  });
});
