import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as sinon from 'sinon';
import type { CompressionPolicy } from '../../src/deliver/compression.js';
import { classifyError } from '../../src/deliver/classify-error.js';
import { createCompressionPolicy } from '../../src/deliver/compression.js';
import type { Failure } from '../../src/failures/failure.js';
import type { PutRequest } from '../../src/deliver/put-log-events-command.js';
import { createSender, type SenderParts, type SendResult } from '../../src/deliver/sender.js';
import type { Destination } from '../../src/events/model.js';
import { pick, wholeOf } from '../../src/events/runs.js';
import { block, destination } from '../helpers/events.js';
import { drainMicrotasks } from '../helpers/drain-microtasks.js';
import { createFakeApi } from '../helpers/fake-api.js';
import { networkError, serviceError, TEXTS } from '../helpers/service-error.js';
import { thrower } from '../helpers/thrower.js';
import { messageOf } from '../../src/messages/message.js';

const to = destination('s', 'g');
const events = [wholeOf(block([1, 'one'], [2, 'two'], [3, 'three']))];
const ENTITY = { name: 'shop', environment: 'prod' };
const ACCEPTED = { status: 'answered', rejections: [] };

const missing = () => serviceError('ResourceNotFoundException', TEXTS.streamMissing);
const expired = () => serviceError('ExpiredTokenException', TEXTS.tokenExpired);
const skewed = () => serviceError('InvalidSignatureException', TEXTS.signatureExpired);
const noCredentials = () =>
  Object.assign(new Error('none'), { name: 'CredentialsProviderError', $beforeRequest: true });
const internal = () => serviceError('InternalFailure', '', 500);
const badEntity = () =>
  serviceError(
    'InvalidParameterException',
    "1 validation error detected: Value '{}' at 'entity.keyAttributes' failed to satisfy constraint",
  );

function setUp(script: Parameters<typeof createFakeApi>[0] = {}, parts: Partial<SenderParts> = {}) {
  const api = createFakeApi(script);
  const provide = sinon.stub<[Destination], Promise<Failure | undefined>>().resolves(undefined);
  const warnOnce = sinon.spy();
  const onBody = sinon.spy();
  const given: Uint8Array[] = [];
  const buffers: SenderParts['buffers'] = {
    allocate: Buffer.alloc,
    free: (bytes) => void given.push(bytes),
  };
  const sender = createSender({
    api,
    buffers,
    provisioner: { provide, close: () => undefined },
    compression: createCompressionPolicy('none', () => undefined),
    gzip: (body) => Promise.resolve(Uint8Array.from([...body].toReversed())),
    warnOnce,
    onBody,
    ...parts,
  });
  const puts = (): PutRequest[] =>
    api.calls.flatMap((call) => (call.name === 'putLogEvents' ? [call.input[0]] : []));
  return { api, provide, warnOnce, onBody, sender, puts, given };
}

function kindOf(result: SendResult): string {
  return result.status === 'answered' ? 'answered' : `${result.status}: ${result.failure.kind}`;
}

/** A page of another server. */
function foreignError(status: number): Error {
  return Object.assign(serviceError('SyntaxError', 'Unexpected token', status), { status });
}

/** The parsed content of a body. */
function read({ body }: PutRequest): { entity?: unknown; logEvents: unknown[] } {
  const bytes = body.contentEncoding === 'gzip' ? [...body.bytes].toReversed() : body.bytes;
  const parsed: { entity?: unknown; logEvents: unknown[] } = JSON.parse(Buffer.from(bytes).toString());
  return parsed;
}

function hasEntity(put: PutRequest): boolean {
  return read(put).entity !== undefined && put.entity !== undefined;
}

const encodings = (puts: readonly PutRequest[]) => puts.map(({ body }) => body.contentEncoding);

/** Calls that were made without a turn of the event loop. */
async function putsWithoutTurn(bodyBytes: number): Promise<number> {
  const { sender, puts } = setUp();
  const sent = sender.send(to, [wholeOf(block([1, 'x'.repeat(bodyBytes)]))]);
  await drainMicrotasks();
  const { length } = puts();
  await sent;
  assert.equal(puts().length, 1);
  return length;
}

function withGzip(script: Parameters<typeof createFakeApi>[0]) {
  const say = sinon.spy();
  const compression: CompressionPolicy = createCompressionPolicy('gzip', say);
  return { ...setUp(script, { compression }), say };
}

/** An endpoint that cannot read gzip. */
const byEncoding = ({ body }: PutRequest) =>
  body.contentEncoding === 'gzip' ? serviceError('SerializationException') : {};

describe('sender', () => {
  it('sends a batch as one body, with its hash', async () => {
    const { sender, puts, onBody } = setUp();

    assert.deepEqual(await sender.send(to, events), ACCEPTED);

    const [put] = puts();
    assert.equal(puts().length, 1);
    assert.deepEqual(read(put!).logEvents, [
      { timestamp: 1, message: 'one' },
      { timestamp: 2, message: 'two' },
      { timestamp: 3, message: 'three' },
    ]);
    assert.equal(put!.body.sha256, createHash('sha256').update(put!.body.bytes).digest('hex'));
    sinon.assert.calledOnceWithExactly(onBody, put!.body.bytes.length, put!.body.bytes.length);
  });

  it('reads which events a 200 did not keep', async () => {
    const { sender } = setUp({ putLogEvents: [{ rejectedLogEventsInfo: { tooNewLogEventStartIndex: 2 } }] });

    assert.deepEqual(await sender.send(to, events), {
      status: 'answered',
      rejections: [{ reason: 'too_new', events: pick(events, 2) }],
    });
  });

  it('treats an empty answer of a client as success', async () => {
    const { sender, api } = setUp();
    sinon.stub(api, 'putLogEvents').resolves(undefined);

    assert.deepEqual(await sender.send(to, events), ACCEPTED);
  });

  for (const [error, kind] of [
    [serviceError('ThrottlingException'), 'unanswered: throttled'],
    [serviceError('ServiceUnavailableException', '', 503), 'unanswered: unavailable'],
    [networkError('ECONNREFUSED'), 'unanswered: unavailable'],
    [serviceError('AccessDeniedException', TEXTS.denied), 'unanswered: denied'],
    [new Error('Region is missing'), 'unanswered: unconfigured'],
    [serviceError('OperationAbortedException'), 'unanswered: conflict'],
    [serviceError('SomethingNew'), 'unanswered: unexpected'],
    [serviceError('InvalidParameterException', TEXTS.tooLarge), 'refused: invalid'],
    [serviceError('UnknownError', '', 413), 'refused: too_large'],
    [serviceError('SerializationException'), 'unanswered: unreadable'],
  ] as const) {
    it(`returns ${kind} for ${error.name}, after one call`, async () => {
      const { sender, puts } = setUp({ putLogEvents: [error] });

      assert.equal(kindOf(await sender.send(to, events)), kind);
      assert.equal(puts().length, 1);
    });
  }

  it('begins with the throttled creation, without a put before it', async () => {
    const { sender, api, provide } = setUp({ putLogEvents: [serviceError('ResourceNotFoundException')] });
    const throttled = classifyError('CreateLogStream', serviceError('ThrottlingException'));
    provide.onFirstCall().resolves(throttled).onSecondCall().resolves(throttled);

    assert.equal(kindOf(await sender.send(to, events)), 'unanswered: throttled');
    assert.equal(kindOf(await sender.send(to, events)), 'unanswered: throttled');
    assert.deepEqual(await sender.send(to, events), ACCEPTED);
    assert.equal(provide.callCount, 3);
    assert.deepEqual(api.names(), ['putLogEvents', 'putLogEvents']);
  });

  it('puts first again where creation is denied, because another process may create the stream', async () => {
    const { sender, provide, puts } = setUp({ putLogEvents: [serviceError('ResourceNotFoundException')] });
    provide.resolves(classifyError('CreateLogStream', serviceError('AccessDeniedException', TEXTS.denied)));

    assert.equal(kindOf(await sender.send(to, events)), 'unanswered: denied');
    assert.deepEqual(await sender.send(to, events), ACCEPTED);
    assert.equal(puts().length, 2);
  });

  it('treats a batch that the service has already as answered', async () => {
    const { sender } = setUp({ putLogEvents: [serviceError('DataAlreadyAcceptedException')] });

    assert.deepEqual(await sender.send(to, events), { ...ACCEPTED, httpStatus: 400 });
  });

  it('treats null for the rejections as success', async () => {
    const { sender } = setUp({ putLogEvents: [{ rejectedLogEventsInfo: null }] });

    assert.deepEqual(await sender.send(to, events), ACCEPTED);
  });

  it('never rejects, whatever throws', async () => {
    for (const parts of [
      { onBody: thrower },
      {
        gzip: () => Promise.reject(new Error('no memory')),
        compression: createCompressionPolicy('gzip', thrower),
      },
      { provisioner: { provide: () => Promise.reject(new Error('a mistake')), close: thrower } },
    ]) {
      const { sender } = setUp({ putLogEvents: [missing()] }, parts);
      assert.equal(kindOf(await sender.send(to, events)), 'unanswered: unexpected');
    }
  });

  describe('with a missing group or stream', () => {
    it('creates it and sends again', async () => {
      const { sender, provide, puts } = setUp({ putLogEvents: [missing()] });

      assert.deepEqual(await sender.send(to, events), ACCEPTED);

      sinon.assert.calledOnceWithExactly(provide, to);
      assert.equal(puts().length, 2);
    });

    it('creates it once for a batch, and retries soon when another process deletes it at once', async () => {
      const { sender, provide, puts } = setUp({ putLogEvents: [missing(), missing()] });

      assert.equal(kindOf(await sender.send(to, events)), 'unanswered: conflict');

      sinon.assert.calledOnce(provide);
      assert.equal(puts().length, 2);
    });

    it('creates it again for the next batch', async () => {
      const { sender, provide } = setUp({ putLogEvents: [missing(), undefined, missing()] });

      await sender.send(to, events);
      await sender.send(to, events);

      sinon.assert.calledTwice(provide);
    });

    it('reports what could not be created', async () => {
      const { sender, provide, puts } = setUp({ putLogEvents: [missing()] });
      const error = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
      const failure: Failure = {
        kind: 'denied',
        action: 'CreateLogStream',
        error,
        status: 400,
        retryAfterMillis: undefined,
      };
      provide.resolves(failure);

      assert.deepEqual(await sender.send(to, events), { status: 'unanswered', failure });
      assert.equal(puts().length, 1);
    });
  });

  it('asks for new credentials once when they have expired', async () => {
    const once = setUp({ putLogEvents: [expired()] });
    assert.deepEqual(await once.sender.send(to, events), ACCEPTED);
    assert.deepEqual(once.api.names(), ['putLogEvents', 'refreshCredentials', 'putLogEvents']);

    const twice = setUp({ putLogEvents: [expired(), expired()], refreshCredentials: [new Error('no')] });
    assert.equal(kindOf(await twice.sender.send(to, events)), 'unanswered: expired_credentials');
    assert.deepEqual(twice.api.names(), ['putLogEvents', 'refreshCredentials', 'putLogEvents']);
  });

  it('asks for new credentials once when AWS does not know the keys: they may have been replaced', async () => {
    const { sender, api } = setUp({ putLogEvents: [serviceError('UnrecognizedClientException')] });

    assert.deepEqual(await sender.send(to, events), ACCEPTED);
    assert.deepEqual(api.names(), ['putLogEvents', 'refreshCredentials', 'putLogEvents']);
  });

  it('looks for credentials again if there were none, and calls only when they are found', async () => {
    const found = setUp({ putLogEvents: [noCredentials()] });
    assert.deepEqual(await found.sender.send(to, events), ACCEPTED);

    const missed = setUp({ putLogEvents: [noCredentials()], refreshCredentials: [new Error('none')] });
    assert.equal(kindOf(await missed.sender.send(to, events)), 'unanswered: unconfigured');
    assert.deepEqual(missed.api.names(), ['putLogEvents', 'refreshCredentials']);
  });

  it('reports where its call went, and the status of the answer', async () => {
    const server = { address: 'logs.eu-west-1.amazonaws.com', port: 443 };
    const { sender, api } = setUp({
      putLogEvents: [{ $metadata: { httpStatusCode: 200 } }, serviceError('InvalidParameterException')],
    });
    sinon.stub(api, 'server').returns(server);

    assert.deepEqual(await sender.send(to, events), { ...ACCEPTED, httpStatus: 200, server });
    const { httpStatus, server: of } = await sender.send(to, events);
    assert.deepEqual([httpStatus, of], [400, server]);
  });

  it('sends once more when the clock was off', async () => {
    const once = setUp({ putLogEvents: [skewed()] });
    assert.deepEqual(await once.sender.send(to, events), ACCEPTED);

    const twice = setUp({ putLogEvents: [skewed(), skewed()] });
    assert.equal(kindOf(await twice.sender.send(to, events)), 'unanswered: clock_skew');
    assert.equal(twice.puts().length, 2);
  });

  it('remedies several failures in turn', async () => {
    const { sender, api } = setUp({ putLogEvents: [skewed(), expired(), missing(), badEntity()] });

    assert.deepEqual(await sender.send(to, events, ENTITY), ACCEPTED);

    assert.equal(api.names().filter((name) => name === 'putLogEvents').length, 5);
  });

  describe('with an entity', () => {
    it('sends it', async () => {
      const { sender, puts } = setUp();

      await sender.send(to, events, ENTITY);

      assert.deepEqual(read(puts()[0]!).entity, {
        keyAttributes: { Type: 'Service', Name: 'shop', Environment: 'prod' },
      });
      assert.equal(puts()[0]!.entity, ENTITY);
    });

    it('reports once that a 200 rejected it, and leaves it out for that group', async () => {
      const rejected = { rejectedEntityInfo: { errorType: 'InvalidAttributes' } };
      const { sender, puts, warnOnce } = setUp({ putLogEvents: [rejected] });

      assert.deepEqual(await sender.send(to, events, ENTITY), ACCEPTED);
      await sender.send(destination('other stream', 'g'), events, ENTITY);
      await sender.send(destination('s', 'other group'), events, ENTITY);

      assert.deepEqual(puts().map(hasEntity), [true, false, true]);
      const error = 'InvalidAttributes';
      const message = messageOf('CWL_ENTITY_REJECTED', { logGroupName: 'g', error });
      sinon.assert.calledOnceWithExactly(warnOnce, message, 'g');
    });

    it('sends the same batch without it when it caused the call to fail', async () => {
      const { sender, puts, warnOnce } = setUp({ putLogEvents: [badEntity()] });

      assert.deepEqual(await sender.send(to, events, ENTITY), ACCEPTED);

      assert.deepEqual(puts().map(hasEntity), [true, false]);
      assert.equal(read(puts()[1]!).logEvents.length, 3);
      sinon.assert.calledOnce(warnOnce);
    });

    it('stops for now when the call fails without it too', async () => {
      const { sender, puts } = setUp({ putLogEvents: [badEntity(), badEntity()] });

      assert.equal(kindOf(await sender.send(to, events)), 'unanswered: invalid_entity');
      assert.equal(puts().length, 2);
    });
  });

  describe('hashes', () => {
    it('a large body on another thread', async () => {
      assert.equal(await putsWithoutTurn(128 * 1024), 0);
    });

    it('a small one directly', async () => {
      assert.equal(await putsWithoutTurn(64 * 1024), 1);
    });
  });

  describe('gives the memory of a body back', () => {
    it('never after it was sent, whatever the outcome is', async () => {
      const { sender, puts, given } = setUp({
        putLogEvents: [undefined, networkError('ECONNRESET'), missing()],
      });

      for (let batch = 0; batch < 3; batch++) await sender.send(to, events);

      assert.equal(puts().length, 4);
      assert.deepEqual(given, []);
    });

    it('after compression, whatever the outcome is, and never the compressed bytes', async () => {
      for (const failure of [undefined, networkError('ECONNRESET')]) {
        const { sender, puts, given } = withGzip({ putLogEvents: [failure] });

        await sender.send(to, events);

        const { bytes } = puts()[0]!.body;
        assert.deepEqual(
          given.map((plain) => [...plain].toReversed()),
          [[...bytes]],
        );
        assert.notEqual(given[0], bytes);
      }
    });

    it('never if it is sent as plain after it was compressed', async () => {
      for (const plain of [undefined, networkError('ECONNRESET')]) {
        const { sender, puts, given } = withGzip({
          putLogEvents: [serviceError('SerializationException'), plain],
        });

        await sender.send(to, events);

        assert.equal(puts().length, 2);
        assert.deepEqual(given, []);
      }
    });
  });

  describe('with gzip', () => {
    it('sends compressed bytes and their hash', async () => {
      const { sender, puts } = withGzip({});

      await sender.send(to, events);

      const [put] = puts();
      assert.equal(put!.body.contentEncoding, 'gzip');
      assert.equal(read(put!).logEvents.length, 3);
      assert.equal(put!.body.sha256, createHash('sha256').update(put!.body.bytes).digest('hex'));
    });

    for (const error of [
      serviceError('SerializationException'),
      serviceError('MalformedHttpRequestException'),
      serviceError('UnknownError', '', 415),
    ]) {
      it(`sends the same batch as plain after ${error.name}, and continues as plain`, async () => {
        const { sender, puts, say } = withGzip({ putLogEvents: [error] });

        assert.deepEqual(await sender.send(to, events), ACCEPTED);
        assert.deepEqual(await sender.send(to, events), ACCEPTED);

        assert.deepEqual(encodings(puts()), ['gzip', undefined, undefined]);
        assert.equal(read(puts()[1]!).logEvents.length, 3);
        sinon.assert.calledOnce(say);
      });
    }

    for (const error of [foreignError(404), foreignError(400), foreignError(403), foreignError(405)]) {
      it(`sends the same batch as plain after a page with ${String(Reflect.get(error, 'status'))}`, async () => {
        const { sender, puts, say } = withGzip({ putLogEvents: [error] });

        assert.deepEqual(await sender.send(to, events), ACCEPTED);

        assert.deepEqual(encodings(puts()), ['gzip', undefined]);
        sinon.assert.calledOnce(say);
      });
    }

    it('makes no extra call for a 5xx: the next attempt is plain, and the one after it gzip', async () => {
      const { sender, puts, say } = withGzip({ putLogEvents: [internal(), internal(), internal(), {}] });

      for (let attempt = 1; attempt <= 3; attempt++) {
        assert.equal(kindOf(await sender.send(to, events)), 'unanswered: unavailable');
        assert.equal(puts().length, attempt);
      }

      assert.deepEqual(encodings(puts()), ['gzip', undefined, 'gzip']);
      sinon.assert.notCalled(say);
    });

    it('respects Retry-After whatever the answer is about', async () => {
      const error = serviceError('UnknownError', '', 415, { 'retry-after': '60' });
      const { sender, puts } = withGzip({ putLogEvents: [error] });

      const result = await sender.send(to, events);

      assert.equal(result.status === 'unanswered' && result.failure.retryAfterMillis, 60_000);
      assert.equal(puts().length, 1);
    });

    it('continues as plain after gzip failed with a 5xx and plain passed twice, alternating', async () => {
      const { sender, puts, say } = withGzip({ putLogEvents: [internal(), {}, internal(), {}] });

      for (let attempt = 0; attempt < 5; attempt++) await sender.send(to, events);

      assert.deepEqual(encodings(puts()), ['gzip', undefined, 'gzip', undefined, undefined]);
      sinon.assert.calledOnce(say);
    });

    it('sends nothing as plain once gzip was accepted', async () => {
      const { sender, puts } = withGzip({
        putLogEvents: [{}, serviceError('ServiceUnavailableException', '', 503)],
      });

      await sender.send(to, events);
      assert.equal(kindOf(await sender.send(to, events)), 'unanswered: unavailable');

      assert.deepEqual(encodings(puts()), ['gzip', 'gzip']);
    });

    it('loses nothing of the batches that were in flight at the same time', async () => {
      const { sender, say } = withGzip({ putLogEvents: Array.from({ length: 8 }, () => byEncoding) });

      const results = await Promise.all(
        ['a', 'b', 'c', 'd'].map((name) => sender.send(destination(name), pick(events, 0, 1))),
      );

      assert.deepEqual(results, [ACCEPTED, ACCEPTED, ACCEPTED, ACCEPTED]);
      sinon.assert.calledOnce(say);
    });

    it('remedies what the plain attempt finds', async () => {
      const { sender, provide, puts } = withGzip({
        putLogEvents: [serviceError('SerializationException'), missing()],
      });

      assert.deepEqual(await sender.send(to, events), ACCEPTED);

      sinon.assert.calledOnce(provide);
      assert.deepEqual(encodings(puts()), ['gzip', undefined, undefined]);
    });
  });
});
