import assert from 'node:assert/strict';
import type { Fault } from '../../src/local-server/model/fault-types.js';
import { Recorder } from '../../src/local-server/recorder.js';
import { createService, type ServiceParts } from '../../src/local-server/service.js';
import { Store } from '../../src/local-server/model/store.js';
import { DAY, event, GROUP, NOW, parseObject, STREAM } from './helpers.js';

const NAMES = { logGroupName: GROUP, logStreamName: STREAM };
const HEADERS = { authorization: 'x', 'content-type': 'application/x-amz-json-1.1' };
const BATCH = { ...NAMES, logEvents: [event('a')] };

interface Started extends Pick<ServiceParts, 'store' | 'recorder'> {
  /** The status, and of an error the name and the text. */
  readonly call: (action: string, input: unknown) => Promise<unknown[]>;
  readonly seen: string[];
  readonly faults: Fault[];
}

/** A service that has the group and the stream. */
async function start(parts: Partial<ServiceParts> = {}): Promise<Started> {
  const [seen, faults]: [string[], Fault[]] = [[], []];
  const store = new Store({ maxEvents: 100, maxBytes: 10_000 }, () => undefined);
  const recorder = new Recorder();
  const observer: ServiceParts['observer'] = {
    stored: ({ logStreamName }, { length }) => seen.push(`${logStreamName}: ${length} stored`),
    rejected: ({ logStreamName }, why, { length }) => seen.push(`${logStreamName}: ${length} ${why}`),
    violated: ({ rule }) => seen.push(rule),
  };
  const defaults = { faults: () => faults, quotas: {}, now: () => NOW, random: () => 0 };
  const service = createService({ store, recorder, observer, ...defaults, ...parts });
  const call: Started['call'] = async (action, input) => {
    const headers = { ...HEADERS, 'x-amz-target': `Logs_20140328.${action}` };
    const request = { method: 'POST', path: '/', headers, body: Buffer.from(JSON.stringify(input)) };
    const reply = await service(request, new AbortController().signal);
    assert.ok(typeof reply !== 'string');
    const { __type: name, message } = parseObject(reply.body);
    return [reply.status, name, message];
  };
  await call('CreateLogGroup', NAMES);
  await call('CreateLogStream', NAMES);
  return { call, seen, faults, store, recorder };
}

describe('service', () => {
  it('runs the action, and reports to the observer and the recorder which events were stored and which were rejected', async () => {
    const { call, seen, recorder } = await start();
    const logEvents = [event('old', NOW - 20 * DAY), event('a'), event('b'), event('new', NOW + DAY)];
    assert.deepEqual((await call('PutLogEvents', { ...NAMES, logEvents }))[0], 200);
    assert.deepEqual(seen, [`${STREAM}: 2 stored`, `${STREAM}: 1 tooOld`, `${STREAM}: 1 tooNew`]);
    assert.deepEqual(recorder.rejected, { tooOld: 1, tooNew: 1, expired: 0 });
    assert.equal(recorder.calls.at(-1)?.status, 200);
  });

  it('answers an error by name and text, and reports each rule that was broken', async () => {
    const { call, seen, recorder } = await start();
    const [status, error, message] = await call('PutLogEvents', { logGroupName: 'a b', logEvents: [] });
    assert.deepEqual([status, error], [400, 'InvalidParameterException']);
    assert.ok(seen.length > 1 && seen.length === recorder.violations.length);
    assert.ok(
      recorder.violations.every(
        (each) => each.message === message && each.logGroupName === 'a b' && seen.includes(each.rule),
      ),
    );
    assert.equal(recorder.calls.at(-1)?.error, error);
  });

  it('refuses members of another type', async () => {
    const { call } = await start();
    for (const members of [
      { logGroupName: 1 },
      { logEvents: {} },
      { logEvents: [1] },
      { logEvents: [{ message: 1, timestamp: NOW }] },
      { entity: [] },
    ]) {
      const [status, name] = await call('PutLogEvents', { ...BATCH, ...members });
      assert.deepEqual([status, name], [400, 'SerializationException'], JSON.stringify(members));
    }
  });

  it('answers 500 to what should not happen, which breaks no rule', async () => {
    const { call, faults, recorder } = await start({ random: () => assert.fail('a bug') });
    faults.push({ kind: 'hang', rate: 0.5 });
    const [status, name] = await call('PutLogEvents', BATCH);
    assert.deepEqual([status, name, recorder.violations], [500, 'InternalFailure', []]);
  });

  it('takes a call from the quota only when it can be read, and asks no fault beyond the quota', async () => {
    const { call, faults } = await start({ quotas: { PutLogEvents: 1 } });
    assert.equal((await call('PutLogEvents', []))[1], 'SerializationException');
    assert.equal((await call('PutLogEvents', BATCH))[0], 200);
    faults.push({ kind: 'unavailable', times: 1 });
    assert.equal((await call('PutLogEvents', BATCH))[1], 'ThrottlingException');
    assert.equal((await call('DescribeLogGroups', {}))[1], 'ServiceUnavailableException');
  });

  it('deletes for a fault what is there, and nothing else', async () => {
    const { call, faults, store } = await start();
    faults.push({ kind: 'delete-stream' }, { kind: 'delete-group', skip: 1 });
    const other = { ...BATCH, logGroupName: '/other' };
    assert.equal((await call('PutLogEvents', other))[1], 'ResourceNotFoundException');
    assert.ok(store.stream(GROUP, STREAM));
    assert.equal((await call('CreateLogGroup', NAMES))[0], 200);
    assert.equal(store.group(GROUP).streams.size, 0);
  });
});
