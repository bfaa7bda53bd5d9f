import { CreateLogGroupCommand, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { createFaultScript } from '../../src/local-server/faults.js';
import type { Fault } from '../../src/local-server/index.js';
import { until } from '../helpers/until.js';
import {
  createClient,
  event,
  type Fixture,
  GROUP,
  messages,
  NOW,
  rawCall,
  rejects,
  startFixture,
  STREAM,
} from './helpers.js';

const SDK_HEADERS = {
  authorization: 'x',
  'content-type': 'application/x-amz-json-1.1',
  'x-amz-target': 'Logs_20140328.PutLogEvents',
};
const BODY = JSON.stringify({ logGroupName: GROUP, logStreamName: STREAM, logEvents: [event('x')] });

/** The current time in the format of SigV4. */
function signedNow(): string {
  return new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
}

describe('faults', () => {
  let fixture: Fixture;
  let draws: number[];
  beforeEach(async () => {
    draws = [];
    fixture = await startFixture({ random: () => draws.shift() ?? 1 });
  });
  afterEach(async () => {
    await fixture[Symbol.asyncDispose]();
  });

  /** One letter a call: `.` for a success, otherwise the first letter of the error's name. */
  async function pattern(calls: number): Promise<string> {
    let seen = '';
    for (let call = 0; call < calls; call += 1) {
      seen += await fixture.put(event(String(call))).then(
        () => '.',
        (error: Error) => error.name.slice(0, 1),
      );
    }
    return seen;
  }

  it('affects every matching call without bounds', async () => {
    fixture.server.faults.push({ kind: 'throttle' });
    assert.equal(await pattern(3), 'TTT');
    assert.deepEqual(fixture.server.events(), []);
    assert.deepEqual(fixture.server.violations, []);
  });

  it('skips calls and counts times', async () => {
    fixture.server.faults.push({ kind: 'throttle', skip: 2, times: 2 });
    assert.equal(await pattern(6), '..TT..');
  });

  it('leaves the call to the first fault that is due, and stays due', async () => {
    fixture.server.faults.push(
      { kind: 'throttle', times: 2 },
      { kind: 'unavailable', times: 1 },
      { kind: 'internal-error', skip: 4, times: 1 },
    );
    assert.equal(await pattern(6), 'TTS.I.');
  });

  it('affects a call by chance', async () => {
    draws = [0.1, 0.3, 0.29, 0.9];
    fixture.server.faults.push({ kind: 'throttle', rate: 0.3 });
    assert.equal(await pattern(4), 'T.T.');
  });

  it('can be replaced while the server runs', async () => {
    fixture.server.faults = [{ kind: 'throttle' }];
    assert.equal(await pattern(1), 'T');
    fixture.server.faults = [];
    assert.equal(await pattern(1), '.');
  });

  it('affects only the actions, group, stream and key it names', async () => {
    const { server, client } = fixture;
    await fixture.createStream('other');
    server.faults.push(
      { kind: 'throttle', actions: ['CreateLogGroup'] },
      { kind: 'throttle', logGroupName: 'elsewhere' },
      { kind: 'throttle', logStreamName: 'other' },
      { kind: 'throttle', accessKeyId: 'OLD' },
    );
    assert.equal(await pattern(2), '..');
    await rejects(client.send(new CreateLogGroupCommand({ logGroupName: 'new' })), {
      name: 'ThrottlingException',
    });
    await rejects(fixture.createStream('other'), { name: 'ThrottlingException' });
    await rejects(fixture.createStream('s', 'elsewhere'), { name: 'ThrottlingException' });
    const old = createClient(server, 'OLD');
    await rejects(old.send(new DescribeLogGroupsCommand({})), { name: 'ThrottlingException' });
    old.destroy();
  });

  it('is named in the record of the call', async () => {
    fixture.server.faults.push({ kind: 'throttle', times: 1 });
    await pattern(1);
    const { action, status, error, fault, input } = fixture.server.calls.at(-1) ?? {};
    assert.deepEqual(
      { action, status, error, fault },
      { action: 'PutLogEvents', status: 400, error: 'ThrottlingException', fault: 'throttle' },
    );
    assert.equal(input?.eventCount, 1);
  });

  it('throttle answers Rate exceeded, or a text of its own', async () => {
    fixture.server.faults.push({ kind: 'throttle', times: 1 }, { kind: 'throttle', message: 'Slow down' });
    await rejects(fixture.put(event('x')), { name: 'ThrottlingException', message: 'Rate exceeded' });
    await rejects(fixture.put(event('x')), { name: 'ThrottlingException', message: 'Slow down' });
  });

  it('adds headers to the answer', async () => {
    fixture.server.faults.push({ kind: 'unavailable', headers: { 'retry-after': '2' } });
    const { status, headers } = await rawCall(fixture.server, 'PutLogEvents', BODY);
    assert.deepEqual([status, headers.get('retry-after')], [503, '2']);
  });

  it('internal-error and unavailable answer 500 and 503', async () => {
    fixture.server.faults.push({ kind: 'internal-error', times: 1 }, { kind: 'unavailable', times: 1 });
    await rejects(fixture.put(event('x')), { name: 'InternalFailure', status: 500 });
    await rejects(fixture.put(event('x')), { name: 'ServiceUnavailableException', status: 503 });
  });

  it('reset-before-write stores nothing, reset-after-write stores, both cut the connection', async () => {
    const { server } = fixture;
    server.faults.push({ kind: 'reset-before-write', times: 1 }, { kind: 'reset-after-write', times: 1 });
    await assert.rejects(fixture.put(event('before')), { code: 'ECONNRESET' });
    await assert.rejects(fixture.put(event('after')), { code: 'ECONNRESET' });
    await fixture.put(event('fine'));
    assert.deepEqual(messages(server), ['after', 'fine']);
    assert.deepEqual(
      server.calls.slice(-3).map(({ status, fault }) => [status, fault]),
      [
        [undefined, 'reset-before-write'],
        [undefined, 'reset-after-write'],
        [200, undefined],
      ],
    );
  });

  it('hang answers only when the server closes', async () => {
    const { server } = fixture;
    server.faults.push({ kind: 'hang', times: 1 });
    const hung = assert.rejects(fixture.put(event('hung')), { code: 'ECONNRESET' });
    await fixture.put(event('fine'));
    assert.deepEqual(messages(server), ['fine']);
    await server.close();
    await hung;
  });

  it('latency adds up, and goes with another fault', async () => {
    const faults: Fault[] = [
      { kind: 'latency', latencyMillis: 2 },
      { kind: 'latency', latencyMillis: 3 },
      { kind: 'throttle', times: 1 },
    ];
    const plan = createFaultScript(() => 1)(faults, { action: 'PutLogEvents', gzip: false, time: NOW });
    assert.deepEqual([plan.latencyMillis, plan.decisive?.kind], [5, 'throttle']);

    fixture.server.faults.push(...faults);
    assert.equal(await pattern(2), 'T.');
  });

  it('latency waits before the call, and ends when the server closes', async () => {
    fixture.server.faults.push({ kind: 'latency', latencyMillis: 3_600_000 });
    const waiting = assert.rejects(fixture.put(event('x')), { code: 'ECONNRESET' });
    await until(() => fixture.server.calls.at(-1)?.action === 'PutLogEvents');
    await fixture.server.close();
    await waiting;
    assert.deepEqual(fixture.server.events(), []);
  });

  it('expired-token lets a fresh key pass', async () => {
    const { server } = fixture;
    server.faults.push({ kind: 'expired-token', accessKeyId: 'OLD' });
    const old = createClient(server, 'OLD');
    const fresh = createClient(server, 'FRESH');
    await rejects(old.send(new DescribeLogGroupsCommand({})), {
      name: 'ExpiredTokenException',
      message: 'The security token included in the request is expired',
    });
    await fresh.send(new DescribeLogGroupsCommand({}));
    assert.equal(server.calls.at(-1)?.accessKeyId, 'FRESH');
    old.destroy();
    fresh.destroy();
  });

  it('deny names the action and the resource', async () => {
    fixture.server.faults.push({ kind: 'deny' });
    await rejects(fixture.put(event('x')), {
      name: 'AccessDeniedException',
      message: `User: arn:aws:iam::123456789012:user/local is not authorized to perform: logs:PutLogEvents on resource: arn:aws:logs:us-east-1:123456789012:log-group:${GROUP}:log-stream:${STREAM} because no identity-based policy allows the logs:PutLogEvents action`,
    });
    await rejects(fixture.client.send(new CreateLogGroupCommand({ logGroupName: 'g' })), {
      name: 'AccessDeniedException',
      message: /logs:CreateLogGroup on resource: \S+:log-group:g:log-stream: because/,
    });
  });

  it('delete-group and delete-stream act once, before the call', async () => {
    const { server } = fixture;
    server.faults.push({ kind: 'delete-stream', skip: 1 });
    assert.equal(await pattern(3), '.RR');
    await fixture.createStream(STREAM);
    server.faults.push({ kind: 'delete-group', actions: ['PutLogEvents'], logGroupName: GROUP });
    await rejects(fixture.put(event('x')), {
      name: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
    });
    await fixture.client.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
    await fixture.createStream(STREAM);
    assert.equal(await pattern(1), '.');
  });

  for (const [as, name, status] of [
    ['serialization', 'SerializationException', 400],
    ['malformed', 'MalformedHttpRequestException', 400],
    [415, 'UnsupportedMediaTypeException', 415],
    [500, 'InternalFailure', 500],
  ] as const) {
    it(`no-gzip answers ${as} to compressed bodies only`, async () => {
      const { server } = fixture;
      server.faults.push({ kind: 'no-gzip', as });
      const answer = await rawCall(server, 'PutLogEvents', gzipSync(BODY), { 'content-encoding': 'gzip' });
      assert.deepEqual([answer.type, answer.status], [name, status]);
      assert.equal((await rawCall(server, 'PutLogEvents', BODY)).status, 200);
      assert.deepEqual(server.violations, []);
    });
  }

  describe('skew', () => {
    it('refuses a request signed too early, and shows its clock in the Date header', async () => {
      const { server } = fixture;
      server.faults.push({ kind: 'skew', skewMillis: 600_000 });
      const signed = signedNow();
      const before = Date.now();
      const { type, message, status, headers } = await rawCall(server, 'PutLogEvents', BODY, {
        'x-amz-date': signed,
      });
      assert.deepEqual([type, status], ['InvalidSignatureException', 400]);
      assert.match(
        String(message),
        new RegExp(
          `^Signature expired: ${signed} is now earlier than \\d{8}T\\d{6}Z \\(\\d{8}T\\d{6}Z - 5 min\\.\\)$`,
        ),
      );
      const date = Date.parse(headers.get('date') ?? '') - 600_000;
      // The header has whole seconds.
      assert.ok(date > before - 1_000 && date <= Date.now(), new Date(date).toISOString());
    });

    it('refuses a request signed in the future', async () => {
      fixture.server.faults.push({ kind: 'skew', skewMillis: -600_000 });
      const { message } = await rawCall(fixture.server, 'PutLogEvents', BODY, { 'x-amz-date': signedNow() });
      assert.match(String(message), /^Signature not yet current: .* is still later than .* \+ 5 min\.\)$/);
    });

    it('lets a request pass that is off by less than 5 minutes', async () => {
      fixture.server.faults.push({ kind: 'skew', skewMillis: 240_000 });
      const { status } = await rawCall(fixture.server, 'PutLogEvents', BODY, { 'x-amz-date': signedNow() });
      assert.equal(status, 200);
    });

    it('is corrected by the SDK in its second attempt', async () => {
      const { server } = fixture;
      server.faults.push({ kind: 'skew', skewMillis: 3_600_000 });
      const client = createClient(server, 'LOCAL', 2);
      const { $metadata } = await client.send(new DescribeLogGroupsCommand({}));
      assert.equal($metadata.attempts, 2);
      client.destroy();
    });
  });

  it('respond gives any error', async () => {
    fixture.server.faults.push({
      kind: 'respond',
      errorName: 'OperationAbortedException',
      message: 'Try again.',
    });
    await rejects(fixture.put(event('x')), { name: 'OperationAbortedException', message: 'Try again.' });
  });

  it('respond gives any body', async () => {
    fixture.server.faults.push({
      kind: 'respond',
      status: 502,
      body: '<html>Bad Gateway</html>',
      headers: { 'Content-Type': 'text/html' },
    });
    const { headers } = await fetch(fixture.server.url, { method: 'POST', body: '{}', headers: SDK_HEADERS });
    assert.equal(headers.get('content-type'), 'text/html');
    await rejects(fixture.put(event('x')), { name: 'SyntaxError', status: 502 });
  });
});
