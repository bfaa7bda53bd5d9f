import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { createPutLogEventsCommand, type PutRequest } from '../../src/deliver/put-log-events-command.js';
import { composeBody } from '../../src/deliver/request-body.js';
import { wholeOf } from '../../src/events/runs.js';
import { block, destination } from '../helpers/events.js';
import { createWire, CREDENTIALS, errorAnswer } from '../helpers/sdk-client.js';
import { signatures } from '../helpers/sigv4.js';

const ENTITY = { name: 'shop', environment: 'prod' };

function putRequest(contentEncoding?: 'gzip', of = block([1, 'one é😀'], [2, 'two "quoted"\n'])): PutRequest {
  const events = [wholeOf(of)];
  const to = destination('s/1', '/otel/shop');
  const plain = composeBody(to, ENTITY, events, Buffer.alloc);
  const bytes = contentEncoding === 'gzip' ? gzipSync(plain) : plain;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { destination: to, entity: ENTITY, body: { bytes, contentEncoding, sha256 } };
}

const SENT = {
  logGroupName: '/otel/shop',
  logStreamName: 's/1',
  entity: { keyAttributes: { Type: 'Service', Name: 'shop', Environment: 'prod' } },
  logEvents: [
    { timestamp: 1, message: 'one é😀' },
    { timestamp: 2, message: 'two "quoted"\n' },
  ],
};

describe('put-log-events-command', () => {
  for (const encoding of [undefined, 'gzip'] as const) {
    describe(`with the real SDK, ${encoding ?? 'plain'}`, () => {
      it('sends the prepared body byte for byte, with its length and its hash', async () => {
        const wire = createWire({ statusCode: 200 });
        const request = putRequest(encoding);

        await wire.client().send(createPutLogEventsCommand(PutLogEventsCommand, request));

        const { body, headers, method, path } = wire.requests[0]!;
        assert.deepEqual([method, path], ['POST', '/']);
        assert.equal(body, request.body.bytes);
        assert.equal(headers['x-amz-target'], 'Logs_20140328.PutLogEvents');
        assert.equal(headers['content-type'], 'application/x-amz-json-1.1');
        assert.equal(headers['content-length'], String(request.body.bytes.length));
        assert.equal(headers['x-amz-content-sha256'], request.body.sha256);
        assert.equal(headers['content-encoding'], encoding);
        const read = encoding === 'gzip' ? gunzipSync(body) : Buffer.from(body);
        assert.deepEqual(JSON.parse(read.toString()), SENT);
      });

      it('is signed for the bytes that are sent', async () => {
        const wire = createWire({ statusCode: 200 });

        await wire.client().send(createPutLogEventsCommand(PutLogEventsCommand, putRequest(encoding)));

        const { sent, computed, signedHeaders } = signatures(wire.requests[0]!, CREDENTIALS.secretAccessKey);
        assert.equal(sent, computed);
        assert.ok(signedHeaders.includes('x-amz-content-sha256'));
        assert.ok(signedHeaders.includes('content-length'));
        assert.equal(signedHeaders.includes('content-encoding'), encoding === 'gzip');
      });

      it('is signed for each attempt of a client that retries', async () => {
        const wire = createWire(errorAnswer('InternalFailure', '', 500), { statusCode: 200 });
        const request = putRequest(encoding);

        await wire.client({ maxAttempts: 3 }).send(createPutLogEventsCommand(PutLogEventsCommand, request));

        assert.equal(wire.requests.length, 2);
        for (const attempt of wire.requests) {
          const { sent, computed } = signatures(attempt, CREDENTIALS.secretAccessKey);
          assert.equal(attempt.body, request.body.bytes);
          assert.equal(sent, computed);
        }
      });
    });
  }

  it('uses the given hash: the body is not hashed a second time for the signature', async () => {
    const wire = createWire({ statusCode: 200 });
    const request = putRequest();
    const sha256 = '0'.repeat(64);

    await wire
      .client()
      .send(
        createPutLogEventsCommand(PutLogEventsCommand, { ...request, body: { ...request.body, sha256 } }),
      );

    const { sent, computed } = signatures(wire.requests[0]!, CREDENTIALS.secretAccessKey);
    assert.equal(wire.requests[0]!.headers['x-amz-content-sha256'], sha256);
    // These bytes have another hash.
    assert.notEqual(sent, computed);
  });

  it('returns the answer as the SDK parses it', async () => {
    const body = JSON.stringify({ rejectedLogEventsInfo: { tooOldLogEventEndIndex: 1 } });
    const wire = createWire({ statusCode: 200, body });

    const output = await wire.client().send(createPutLogEventsCommand(PutLogEventsCommand, putRequest()));

    assert.deepEqual(output.rejectedLogEventsInfo, { tooOldLogEventEndIndex: 1 });
  });

  it('shows the events in its input', () => {
    assert.deepEqual({ ...createPutLogEventsCommand(PutLogEventsCommand, putRequest('gzip')).input }, SENT);
  });

  it('shows the events that were sent even if their memory was reused', () => {
    for (const encoding of [undefined, 'gzip'] as const) {
      const one = block([1, 'one é😀'], [2, 'two "quoted"\n']);
      const command = createPutLogEventsCommand(PutLogEventsCommand, putRequest(encoding, one));

      one.bytes.fill(0x78);

      assert.deepEqual(command.input.logEvents, SENT.logEvents);
    }
  });

  it('parses the events with one getter for all inputs: V8 would keep what separate getters hold', () => {
    const [one, other] = [putRequest(), putRequest('gzip')].map((request) => {
      const { input } = createPutLogEventsCommand(PutLogEventsCommand, request);
      return Object.getOwnPropertyDescriptor(input, 'logEvents');
    });

    assert.ok(one?.get);
    assert.equal(one.get, other?.get);
  });

  it('does not parse the events for the real SDK', async () => {
    const wire = createWire({ statusCode: 200 });
    const command = createPutLogEventsCommand(PutLogEventsCommand, putRequest());
    Object.defineProperty(command.input, 'logEvents', {
      get: () => assert.fail('the events must not be read'),
      enumerable: true,
    });

    await wire.client().send(command);

    assert.equal(wire.requests.length, 1);
  });

  it("runs among the client's own middlewares, which see the request that is sent", async () => {
    const wire = createWire({ statusCode: 200 });
    const client = wire.client();
    const seen: unknown[] = [];
    client.middlewareStack.add(
      (next) => (args) => {
        seen.push(Object.entries(args.request ?? {}).find(([name]) => name === 'body')?.[1]);
        return next(args);
      },
      { step: 'finalizeRequest', name: 'look' },
    );
    const request = putRequest();

    await client.send(createPutLogEventsCommand(PutLogEventsCommand, request));

    assert.deepEqual(seen, [request.body.bytes]);
  });

  it('leaves a client unchanged', async () => {
    const wire = createWire({ statusCode: 200 });
    const client = wire.client();
    const plain = new PutLogEventsCommand({
      logGroupName: 'g',
      logStreamName: 's',
      logEvents: SENT.logEvents,
    });
    // A client caches how it signs when it is first used.
    await client.send(plain);
    const stack = client.middlewareStack.identify();
    const config = { ...client.config };

    await client.send(createPutLogEventsCommand(PutLogEventsCommand, putRequest()));
    await client.send(plain);

    assert.deepEqual(client.middlewareStack.identify(), stack);
    assert.deepEqual({ ...client.config }, config);
    assert.deepEqual(JSON.parse(new TextDecoder().decode(wire.requests[2]!.body)), {
      logGroupName: 'g',
      logStreamName: 's',
      logEvents: SENT.logEvents,
    });
  });
});
