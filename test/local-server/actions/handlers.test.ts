import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { handlerOf } from '../../../src/local-server/actions/handlers.js';
import { groupArn } from '../../../src/local-server/model/names.js';
import { Store } from '../../../src/local-server/model/store.js';
import { event, GROUP, NOW, STREAM } from '../helpers.js';

const NAMED = { logGroupName: GROUP };
const STREAM_OF_GROUP = { ...NAMED, logStreamName: STREAM };

function messagesOf(answer: Record<string, unknown>): unknown[] {
  assert.ok(Array.isArray(answer['events']));
  return answer['events'].map(({ message }: { message: unknown }) => message);
}

describe('handlers', () => {
  let store: Store;
  let stored: string[];
  beforeEach(() => {
    store = new Store({ maxEvents: 100, maxBytes: 10_000 }, () => undefined);
    stored = [];
  });

  function call(action: string, input: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const handler = handlerOf(action);
    assert.ok(handler !== undefined, action);
    const answer = handler(input, {
      store,
      now: () => NOW,
      report: (rule, message) => assert.fail(`${rule}: ${message}`),
      stored: (_stream, events) => stored.push(...events.map(({ message }) => message)),
      reject: (_stream, reason, events) => assert.equal(events.length, 0, reason),
    });
    return { ...answer };
  }

  it('create, find and delete groups', () => {
    call('CreateLogGroup', NAMED);
    const { logGroups } = call('DescribeLogGroups', {});
    assert.ok(Array.isArray(logGroups));
    assert.deepEqual([logGroups.length, logGroups[0]?.logGroupName], [1, GROUP]);
    call('DeleteLogGroup', NAMED);
    assert.equal(store.groups.size, 0);
  });

  it('create, find and delete streams', () => {
    call('CreateLogGroup', NAMED);
    call('CreateLogStream', STREAM_OF_GROUP);
    const { logStreams } = call('DescribeLogStreams', NAMED);
    assert.ok(Array.isArray(logStreams));
    assert.deepEqual([logStreams.length, logStreams[0]?.logStreamName], [1, STREAM]);
    call('DeleteLogStream', STREAM_OF_GROUP);
    assert.equal(store.group(GROUP).streams.size, 0);
  });

  it('put, get and filter events', () => {
    call('CreateLogGroup', NAMED);
    call('CreateLogStream', STREAM_OF_GROUP);
    call('PutLogEvents', { ...STREAM_OF_GROUP, logEvents: [event('one'), event('two')] });
    assert.deepEqual(stored, ['one', 'two']);
    assert.deepEqual(messagesOf(call('GetLogEvents', STREAM_OF_GROUP)), ['one', 'two']);
    assert.deepEqual(messagesOf(call('FilterLogEvents', { ...NAMED, filterPattern: 'two' })), ['two']);
  });

  it('set and remove the retention of a group', () => {
    call('CreateLogGroup', NAMED);
    call('PutRetentionPolicy', { ...NAMED, retentionInDays: 7 });
    assert.equal(store.group(GROUP).retentionInDays, 7);
    call('DeleteRetentionPolicy', NAMED);
    assert.equal(store.group(GROUP).retentionInDays, undefined);
  });

  it('tag a group and list its tags', () => {
    call('CreateLogGroup', NAMED);
    const resourceArn = groupArn(GROUP);
    call('TagResource', { resourceArn, tags: { team: 'blue' } });
    assert.deepEqual(call('ListTagsForResource', { resourceArn }), { tags: { team: 'blue' } });
  });

  it('are missing for any other name, also for names that every object has', () => {
    const names = fc.oneof(
      fc.string(),
      fc.constantFrom('putLogEvents', 'PutLogEvents ', 'constructor', 'toString', '__proto__'),
    );
    fc.assert(
      fc.property(names, (name) => {
        assert.equal(handlerOf(name), undefined);
      }),
    );
  });
});
