import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import assert from 'node:assert/strict';
import { startLocalServer } from '../../src/local-server/index.js';
import { type Fixture, parseObject, rawCall, rules, startFixture } from './helpers.js';

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
): Promise<{ status: number | undefined; localPort: number | undefined }> {
  const outgoing = request(url, { method: 'POST', ...options });
  // Also after the answer: the server may close while the rest of a refused body is still being written.
  const failed = new Promise<never>((_resolve, reject) => outgoing.on('error', reject));
  const answered = new Promise<IncomingMessage>((resolve) => outgoing.once('response', resolve));
  outgoing.end(body);
  const response = await Promise.race([answered, failed]);
  failed.catch(() => undefined);
  const { localPort } = response.socket;
  response.resume();
  await once(response, 'end');
  return { status: response.statusCode, localPort };
}

async function statusFor(url: string, headers: Record<string, string>): Promise<number | undefined> {
  return (await send(url, { headers })).status;
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

  it('hands on the method, the path and the headers', async () => {
    const { server } = fixture;
    const headers = {
      authorization: 'x',
      'x-amz-target': 'Logs_20140328.DescribeLogGroups',
      'content-type': 'application/x-amz-json-1.1',
    };
    assert.equal((await send(server.url, { headers }, '{}')).status, 200);
    assert.equal((await send(server.url, { headers, method: 'PUT' }, '{}')).status, 400);
    assert.equal((await send(server.url, { headers, path: '/v1/logs' }, '{}')).status, 400);
  });

  it('lets a caller that still writes read the answer to a body that is too large', async () => {
    const body = ' '.repeat(16 * 1024 * 1024 + 1);
    const sizes = { 'content-length': String(body.length), 'transfer-encoding': 'chunked' };
    for (const [name, value] of Object.entries(sizes)) {
      const headers = { authorization: 'x', [name]: value };
      assert.equal((await send(fixture.server.url, { headers }, body)).status, 413);
    }
    assert.deepEqual(rules(fixture.server), ['request bytes', 'request bytes']);
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
