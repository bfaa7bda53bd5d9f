import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { useFakeTimers } from 'sinon';
import type { OpenCall } from '../../src/local-server/recorder.js';
import { openCall, readRequest, subjectOf, type WireRequest } from '../../src/local-server/read-request.js';
import { event, GROUP, NOW, STREAM } from './helpers.js';

const NAMES = { logGroupName: GROUP, logStreamName: STREAM };
const UNKNOWN = { name: 'UnknownOperationException', status: 400, rules: ['unknown operation'] };

function wire(headers: WireRequest['headers'] = {}, body: string | Buffer = '{}'): WireRequest {
  const common = {
    authorization: 'AWS4-HMAC-SHA256 Credential=KEY/20261121/us-east-1/logs/aws4_request',
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'Logs_20140328.PutLogEvents',
  };
  return { method: 'POST', path: '/', headers: { ...common, ...headers }, body: Buffer.from(body) };
}

/** Reads a request and gives what is known of the call then. */
function read(request: WireRequest): ReturnType<typeof readRequest> & { readonly call: OpenCall } {
  const call = openCall(request, NOW);
  return { ...readRequest(request, call), call };
}

describe('read-request', () => {
  it('gives the input with its events, and records their numbers and the sizes of the body', () => {
    const body = JSON.stringify({ ...NAMES, logEvents: [event('é'.repeat(500)), event('b')] });
    const compressed = gzipSync(body);
    const { input, call } = read(wire({ 'content-encoding': 'gzip' }, compressed));
    assert.deepEqual(input, JSON.parse(body));
    assert.deepEqual(call, {
      action: 'PutLogEvents',
      input: { ...NAMES, eventCount: 2, messageBytes: 1001, batchBytes: 1053 },
      wireBytes: compressed.length,
      bodyBytes: Buffer.byteLength(body),
      gzip: true,
      accessKeyId: 'KEY',
      time: NOW,
    });
  });

  it('knows an action that the server lacks by its name, and any other target as unknown', () => {
    const long = 'A'.repeat(128);
    for (const [target, action] of [
      ['Logs_20140328.toString', 'toString'],
      [`Logs_20140328.${long}`, long],
      [`Logs_20140328.${long}A`, 'unknown'],
      ['Kinesis_20131202.PutLogEvents', 'unknown'],
      [undefined, 'unknown'],
    ] as const) {
      const request = wire({ 'x-amz-target': target });
      assert.equal(openCall(request, NOW).action, action);
      assert.throws(() => read(request), { ...UNKNOWN, message: `Unknown operation: ${action}` });
    }
  });

  it('refuses other methods, paths and content types, once the call is signed', () => {
    const types = [undefined, 'application/json', 'application/x-amz-json-1.10'];
    for (const request of [
      { ...wire(), method: 'PUT' },
      ...['/v1/logs', '/?x', ''].map((path) => Object.assign(wire(), { path })),
      ...types.map((type) => wire({ 'content-type': type })),
    ]) {
      assert.throws(() => read(request), UNKNOWN);
    }
    assert.throws(() => read(wire({ authorization: undefined, 'x-amz-target': 'x' })), {
      name: 'MissingAuthenticationTokenException',
    });
    assert.ok(read(wire({ 'content-type': 'application/x-amz-json-1.1; charset=utf-8' })).handler);
  });

  it('keeps what is known of a call that it cannot read', () => {
    const compressed = gzipSync('{"logGroupName":');
    const request = wire({ 'content-encoding': 'gzip' }, compressed);
    const call = openCall(request, NOW);
    assert.throws(() => readRequest(request, call), { name: 'SerializationException' });
    assert.deepEqual([call.wireBytes, call.bodyBytes, call.input], [compressed.length, 16, {}]);
  });

  it('records the announced size of a body that is too large', () => {
    const request: WireRequest = { ...wire({ 'content-length': '99' }), body: 'too large' };
    assert.equal(openCall(request, NOW).wireBytes, 99);
    assert.throws(() => read(request), { name: 'RequestEntityTooLarge' });
  });

  it('shows faults the group by any member, the key, and when the call was signed and came by the real clock', () => {
    const headers = { 'x-amz-date': '20261121T115959Z', 'x-amz-target': 'Logs_20140328.GetLogEvents' };
    const input = { logGroupIdentifier: GROUP, logStreamName: STREAM };
    const { call } = read(wire(headers, JSON.stringify(input)));
    const timers = useFakeTimers({ now: NOW + 5, toFake: ['Date'] });
    try {
      const known = { ...NAMES, action: 'GetLogEvents', accessKeyId: 'KEY', gzip: false };
      assert.deepEqual(subjectOf(call, headers), { ...known, signedAt: NOW - 1_000, time: NOW + 5 });
      assert.equal(subjectOf(call, {}).signedAt, undefined);
    } finally {
      timers.restore();
    }
  });
});
