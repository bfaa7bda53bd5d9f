import { createHash } from 'node:crypto';
import { Agent, request, type IncomingMessage } from 'node:http';
import assert from 'node:assert/strict';
import { deflateSync, gzipSync } from 'node:zlib';
import { startLocalServer } from '../../src/local-server/index.js';
import {
  event,
  type Fixture,
  GROUP,
  messages,
  NOW,
  parseObject,
  rawCall,
  rules,
  startFixture,
  STREAM,
} from './helpers.js';

const BODY = JSON.stringify({ logGroupName: GROUP, logStreamName: STREAM, logEvents: [event('x')] });

/** A request below the level of fetch: any method, path, Host. */
async function send(
  url: string,
  options: {
    readonly path?: string;
    readonly method?: string;
    readonly headers?: Record<string, string>;
    readonly agent?: Agent;
  },
  body = '',
): Promise<{ status: number | undefined; localPort: number | undefined; text: string }> {
  const outgoing = request(url, { method: 'POST', ...options });
  // Also after the answer: the server may close while the rest of a refused body is still being written.
  const failed = new Promise<never>((_resolve, reject) => outgoing.on('error', reject));
  const answered = new Promise<IncomingMessage>((resolve) => outgoing.once('response', resolve));
  outgoing.end(body);
  const response = await Promise.race([answered, failed]);
  failed.catch(() => undefined);
  const { localPort } = response.socket;
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return { status: response.statusCode, localPort, text };
}

function pad(bytes: number): string {
  return BODY + ' '.repeat(bytes - BODY.length);
}

async function statusFor(url: string, headers: Record<string, string>): Promise<number | undefined> {
  return (await send(url, { headers })).status;
}

/** A body that is small as text, and large once it is parsed. */
function manyEvents(count: number): Buffer {
  return gzipSync(`{"logEvents":[{}${',{}'.repeat(count - 1)}]}`);
}

describe('http-server', () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await startFixture();
  });
  afterEach(async () => {
    await fixture[Symbol.asyncDispose]();
  });

  it('answers like the service: type, request id, current date', async () => {
    const before = Math.floor(Date.now() / 1000) * 1000;
    const { status, headers, body } = await rawCall(fixture.server, 'CreateLogStream', '{}');
    assert.equal(status, 400);
    assert.equal(headers.get('content-type'), 'application/x-amz-json-1.1');
    assert.match(headers.get('x-amzn-requestid') ?? '', /^[\da-f-]{36}$/);
    const date = Date.parse(headers.get('date') ?? '');
    assert.ok(date >= before && date <= Date.now());
    assert.deepEqual(Object.keys(parseObject(body)), ['__type', 'message']);
  });

  it('records each call with its sizes', async () => {
    await fixture.put(event('é'), event('b'));
    const { action, input, status, wireBytes, bodyBytes, gzip, accessKeyId, time } =
      fixture.server.calls.at(-1) ?? {};
    assert.deepEqual(
      { action, input, status, gzip, accessKeyId, time },
      {
        action: 'PutLogEvents',
        input: {
          logGroupName: GROUP,
          logStreamName: STREAM,
          eventCount: 2,
          messageBytes: 3,
          batchBytes: 55,
        },
        status: 200,
        gzip: false,
        accessKeyId: 'LOCAL',
        time: NOW,
      },
    );
    assert.ok(wireBytes === bodyBytes && (wireBytes ?? 0) > 55);
    assert.deepEqual(fixture.server.calls.map((call) => [call.action, call.input]).slice(0, 2), [
      ['CreateLogGroup', { logGroupName: GROUP }],
      ['CreateLogStream', { logGroupName: GROUP, logStreamName: STREAM }],
    ]);
  });

  describe('gzip', () => {
    const gzip = { 'content-encoding': 'gzip' };

    it('is accepted for PutLogEvents and recorded', async () => {
      const body = BODY.replace('"x"', `"${'x'.repeat(1000)}"`);
      assert.equal((await rawCall(fixture.server, 'PutLogEvents', gzipSync(body), gzip)).status, 200);
      const call = fixture.server.calls.at(-1);
      assert.deepEqual([call?.gzip, call?.bodyBytes], [true, Buffer.byteLength(body)]);
      assert.ok((call?.wireBytes ?? 0) < 300);
      assert.deepEqual(fixture.server.violations, []);
    });

    it('is refused for other actions', async () => {
      const { status } = await rawCall(fixture.server, 'DescribeLogGroups', gzipSync('{}'), gzip);
      assert.equal(status, 415);
      assert.deepEqual(rules(fixture.server), ['content encoding']);
    });

    it('must gunzip', async () => {
      for (const body of [BODY, gzipSync(BODY).subarray(0, -12), '']) {
        const { type, status } = await rawCall(fixture.server, 'PutLogEvents', body, gzip);
        assert.deepEqual([type, status], ['MalformedHttpRequestException', 400]);
      }
      assert.deepEqual(rules(fixture.server), ['content encoding', 'content encoding', 'content encoding']);
    });

    it('stops at 200,000 values, before it parses them', async () => {
      const { server } = fixture;
      const answers = [];
      for (const count of [99_999, 100_000, 5_000_000]) {
        answers.push(await rawCall(server, 'PutLogEvents', manyEvents(count), gzip));
      }
      assert.deepEqual(
        answers.map(({ status, type }) => [status, type]),
        [
          [400, 'InvalidParameterException'],
          [413, 'RequestEntityTooLarge'],
          [413, 'RequestEntityTooLarge'],
        ],
      );
    });

    it('accepts a message with more brackets than a body may have values', async () => {
      const { server } = fixture;
      const message = '{},'.repeat(300_000);
      await fixture.put({ timestamp: NOW, message });
      assert.deepEqual(messages(server), [message]);
    });

    it('stops at 64 MiB', async () => {
      const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024 + 1, ' '));
      const { type, status } = await rawCall(fixture.server, 'PutLogEvents', bomb, gzip);
      assert.deepEqual([type, status], ['RequestEntityTooLarge', 413]);
      assert.deepEqual(rules(fixture.server), ['request bytes']);
    });
  });

  it('refuses other encodings', async () => {
    const encodings = { deflate: deflateSync(BODY), br: BODY, zstd: BODY };
    for (const [encoding, body] of Object.entries(encodings)) {
      const answer = await rawCall(fixture.server, 'PutLogEvents', body, { 'content-encoding': encoding });
      assert.equal(answer.status, 415);
    }
    const { status } = await rawCall(fixture.server, 'PutLogEvents', BODY, {
      'content-encoding': 'identity',
    });
    assert.equal(status, 200);
  });

  for (const body of [
    '',
    '{',
    '[]',
    '"x"',
    'null',
    '{"logEvents":[{"timestamp":NaN}]}',
    Buffer.from([0x7b, 0xff, 0x7d]),
  ]) {
    it(`cannot read the body ${JSON.stringify(body)}`, async () => {
      const { type, status } = await rawCall(fixture.server, 'PutLogEvents', body);
      assert.deepEqual([type, status], ['SerializationException', 400]);
      assert.deepEqual(rules(fixture.server), ['malformed JSON']);
    });
  }

  for (const members of [
    '"logGroupName":1',
    '"logGroupName":{}',
    '"logEvents":{}',
    '"logEvents":[1]',
    '"logEvents":[{"message":1,"timestamp":1}]',
    '"logEvents":[],"entity":[]',
    '"logEvents":[],"entity":{"attributes":{"k":1}}',
  ]) {
    it(`cannot convert ${members}`, async () => {
      const { type } = await rawCall(fixture.server, 'PutLogEvents', `{${members}}`);
      assert.equal(type, 'SerializationException');
    });
  }

  it('supports no other operations', async () => {
    const { type, status } = await rawCall(fixture.server, 'StartQuery', '{}');
    assert.deepEqual([type, status], ['UnknownOperationException', 400]);
    assert.deepEqual(rules(fixture.server), ['unknown operation']);
    assert.equal(fixture.server.calls.at(-1)?.action, 'StartQuery');
  });

  it('supports no other protocol', async () => {
    const { server } = fixture;
    const others: Record<string, string>[] = [
      { 'x-amz-target': 'Kinesis_20131202.PutLogEvents' },
      { 'content-type': 'application/json' },
    ];
    for (const headers of others) {
      assert.equal((await rawCall(server, 'PutLogEvents', BODY, headers)).type, 'UnknownOperationException');
    }
    const headers = {
      authorization: 'x',
      'x-amz-target': 'Logs_20140328.DescribeLogGroups',
      'content-type': 'application/x-amz-json-1.1',
    };
    assert.equal((await send(server.url, { headers }, '{}')).status, 200);
    assert.equal((await send(server.url, { headers, method: 'PUT' }, '{}')).status, 400);
    assert.equal((await send(server.url, { headers, path: '/v1/logs' }, '{}')).status, 400);
  });

  it('needs an Authorization header', async () => {
    const headers = {
      'x-amz-target': 'Logs_20140328.PutLogEvents',
      'content-type': 'application/x-amz-json-1.1',
    };
    const { status, text } = await send(fixture.server.url, { headers }, BODY);
    assert.equal(status, 400);
    assert.equal(parseObject(text)['__type'], 'MissingAuthenticationTokenException');
    assert.deepEqual(rules(fixture.server), ['authorization']);
  });

  it('detects a body that was changed after it was signed', async () => {
    const hash = createHash('sha256').update(BODY).digest('hex');
    const headers = { 'x-amz-content-sha256': hash };
    assert.equal((await rawCall(fixture.server, 'PutLogEvents', BODY, headers)).status, 200);
    const gzipped = { ...headers, 'content-encoding': 'gzip' };
    const { type } = await rawCall(fixture.server, 'PutLogEvents', gzipSync(BODY), gzipped);
    assert.equal(type, 'InvalidSignatureException');
    assert.deepEqual(rules(fixture.server), ['payload hash']);
  });

  it('accepts 16 MiB on the wire and answers 413 to more, announced or not', async () => {
    const { server } = fixture;
    const limit = 16 * 1024 * 1024;
    assert.equal((await rawCall(server, 'PutLogEvents', pad(limit))).status, 200);
    const announced = { 'content-length': String(limit + 1), authorization: 'x' };
    assert.equal((await send(server.url, { headers: announced }, pad(limit + 1))).status, 413);
    const chunked = { 'transfer-encoding': 'chunked', authorization: 'x' };
    assert.equal((await send(server.url, { headers: chunked }, pad(limit + 1))).status, 413);
    assert.deepEqual(rules(server), ['request bytes', 'request bytes']);
    assert.deepEqual(messages(server), ['x']);
  });

  describe('the Host header', () => {
    for (const host of [
      '127.0.0.1',
      '127.0.0.1:80',
      '127.8.8.8',
      'localhost:4566',
      'LOCALHOST',
      'logs.localhost',
      '[::1]:1',
    ]) {
      it(`may be ${host}`, async () => {
        assert.equal(await statusFor(fixture.server.url, { host }), 400);
      });
    }

    for (const host of [
      'evil.example',
      'evil.example:80',
      '10.0.0.1',
      '127.0.0.1.evil.example',
      'localhost.evil.example',
      '[::2]',
      'a b',
    ]) {
      it(`must not be ${host}`, async () => {
        assert.equal(await statusFor(fixture.server.url, { host }), 403);
        assert.equal(fixture.server.calls.length, 2);
      });
    }

    it('may be any address, but no name, when the server listens on all', async () => {
      await using server = await startLocalServer({ host: '0.0.0.0' });
      assert.match(server.url, /^http:\/\/127\.0\.0\.1:\d+$/);
      assert.equal(await statusFor(server.url, { host: '10.0.0.1' }), 400);
      assert.equal(await statusFor(server.url, { host: 'evil.example' }), 403);
    });
  });

  describe('the Origin header', () => {
    for (const origin of [
      'http://evil.example',
      'https://127.0.0.1',
      'http://127.0.0.1:1',
      'http://localhost:3000',
      'null',
    ]) {
      it(`must not be ${origin}`, async () => {
        assert.equal(await statusFor(fixture.server.url, { origin }), 403);
        assert.equal(fixture.server.calls.length, 2);
      });
    }

    it('may be that of the server', async () => {
      const { url } = fixture.server;
      assert.equal(await statusFor(url, { origin: url }), 400);
    });
  });

  it('keeps connections alive', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const first = await send(fixture.server.url, { agent });
    const second = await send(fixture.server.url, { agent });
    assert.equal(second.localPort, first.localPort);
    assert.notEqual(first.localPort, undefined);
    agent.destroy();
  });
});
