import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { groupOf, recordedInput } from '../../src/local-server/recorded-input.js';
import { event, GROUP, STREAM } from './helpers.js';

const NAMES = { logGroupName: GROUP, logStreamName: STREAM };
const ARN = `arn:aws:logs:us-east-1:123456789012:log-group:${GROUP}`;

describe('recorded-input', () => {
  it('has the numbers of a batch in place of its events', () => {
    const logEvents = ['a', 'é', '€', '😀'].map((message) => event(message));
    assert.deepEqual(recordedInput('PutLogEvents', { ...NAMES, logEvents, sequenceToken: 't' }), {
      ...NAMES,
      sequenceToken: 't',
      eventCount: 4,
      messageBytes: 1 + 2 + 3 + 4,
      batchBytes: 10 + 4 * 26,
    });
  });

  it('counts events of any kind, and bytes of messages that are text', () => {
    const entry = fc.oneof(
      fc.string({ unit: 'grapheme' }).map((message) => ({ message })),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(fc.array(entry), (logEvents) => {
        const { eventCount, messageBytes = -1, batchBytes } = recordedInput('PutLogEvents', { logEvents });
        const texts = (logEvents as { message?: unknown }[]).map((each) => each?.message);
        const text = texts.filter((message) => typeof message === 'string').join('');
        assert.equal(eventCount, logEvents.length);
        assert.equal(messageBytes, new TextEncoder().encode(text).length);
        assert.equal(batchBytes, messageBytes + 26 * logEvents.length);
      }),
    );
  });

  it('has no events when the member is no list', () => {
    const none = { eventCount: 0, messageBytes: 0, batchBytes: 0 };
    for (const logEvents of [undefined, null, 'x', { length: 3 }]) {
      assert.deepEqual(recordedInput('PutLogEvents', { logEvents }), none);
    }
  });

  it('is that of the request for other actions, still without events', () => {
    const input = { ...NAMES, tags: { a: 'b' }, limit: 3 };
    assert.deepEqual(recordedInput('CreateLogStream', { ...input, logEvents: [event('x')] }), input);
  });

  it('leaves out other members beyond 65,536 characters, and keeps the names', () => {
    const frame = JSON.stringify({ other: '' }).length;
    const fits = { ...NAMES, other: 'x'.repeat(65_536 - frame) };
    assert.deepEqual(recordedInput('CreateLogGroup', fits), fits);
    assert.deepEqual(recordedInput('CreateLogGroup', { ...fits, other: `${fits.other}x` }), NAMES);
  });

  it('leaves out members that are nested too deeply to be written', () => {
    let deep: unknown = [];
    for (let depth = 0; depth < 100_000; depth += 1) deep = [deep];
    assert.deepEqual(recordedInput('CreateLogGroup', { ...NAMES, deep }), NAMES);
  });

  it('leaves out names that are no text or too long for any name', () => {
    for (const name of ['', 'n'.repeat(2048)]) {
      assert.deepEqual(recordedInput('x', { logGroupName: name }), { logGroupName: name });
    }
    for (const name of ['n'.repeat(2049), 1, null, [GROUP]]) {
      assert.deepEqual(recordedInput('x', { logGroupName: name, logStreamName: name }), {});
    }
  });

  it('knows the group by its name, before any identifier', () => {
    assert.equal(groupOf({ logGroupName: GROUP, logGroupIdentifier: '/other' }), GROUP);
  });

  it('knows the group by an ARN or a name in either identifier', () => {
    for (const text of [ARN, `${ARN}:*`, GROUP]) {
      assert.equal(groupOf({ logGroupIdentifier: text, resourceArn: '/other' }), GROUP);
      assert.equal(groupOf({ resourceArn: text }), GROUP);
    }
  });

  it('knows no group when no member is a text', () => {
    for (const input of [{}, { logGroupIdentifier: 1 }, { resourceArn: [ARN] }]) {
      assert.equal(groupOf(input), undefined);
    }
  });
});
