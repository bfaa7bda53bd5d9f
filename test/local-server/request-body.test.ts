import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { deflateSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { accessKeyOf, checkSignature, decode, parse, readWire } from '../../src/local-server/request-body.js';

const MIB = 1024 * 1024;
const EMPTY = Buffer.from('{}');
const TOO_LARGE = { name: 'RequestEntityTooLarge', status: 413, rules: ['request bytes'] };

function incoming(chunks: readonly Uint8Array[], bytes?: number): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  if (bytes !== undefined) request.headers['content-length'] = String(bytes);
  for (const chunk of [...chunks, null]) request.push(chunk);
  return request;
}

const gunzip = (wire: Buffer): Buffer => decode(wire, 'gzip', 'PutLogEvents');
const signedBy = (key: string): { authorization: string } => ({ authorization: `AWS4 Credential=${key}/x` });
/** Small as text, and large once it is parsed. */
const manyEvents = (count: number): Buffer => Buffer.from(`{"logEvents":[{}${',{}'.repeat(count - 1)}]}`);

describe('request-body', () => {
  it('is read whole, in whichever pieces it comes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ minLength: 1 })), async (chunks) => {
        assert.deepEqual(await readWire(incoming(chunks)), Buffer.concat(chunks));
      }),
    );
  });

  it('may have 16 MiB on the wire; of more, announced or not, the rest is left for the answer', async () => {
    const full = Buffer.alloc(16 * MIB);
    assert.deepEqual(await readWire(incoming([full], full.length)), full);
    for (const request of [incoming([], full.length + 1), incoming([full, EMPTY.subarray(1)])]) {
      assert.equal(await readWire(request), 'too large');
      assert.equal(request.destroyed, false);
    }
  });

  it('cannot be read when the caller hangs up', async () => {
    const request = incoming([]);
    request.destroy(new Error('hung up'));
    await assert.rejects(readWire(request), { message: 'hung up' });
  });

  it('is taken as it is without an encoding, and gunzipped for PutLogEvents', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.constantFrom(undefined, 'identity'), (bytes, encoding) => {
        const body = Buffer.from(bytes);
        assert.deepEqual(decode(body, encoding, 'CreateLogGroup'), body);
        assert.deepEqual(gunzip(gzipSync(body)), body);
      }),
    );
  });

  it('must not be compressed for other actions or in other ways', () => {
    const refused = { name: 'UnsupportedMediaTypeException', status: 415, rules: ['content encoding'] };
    assert.throws(() => decode(gzipSync('{}'), 'gzip', 'DescribeLogGroups'), refused);
    for (const encoding of ['deflate', 'br', 'zstd', 'gzip, gzip', '']) {
      assert.throws(() => decode(deflateSync('{}'), encoding, 'PutLogEvents'), refused, encoding);
    }
  });

  it('must be gzip to its last byte where it says so, and at most 64 MiB after', () => {
    const refused = { name: 'MalformedHttpRequestException', status: 400, rules: ['content encoding'] };
    const whole = gzipSync('{"logEvents":[]}');
    const beginnings = Array.from(whole, (_, end) => whole.subarray(0, end));
    for (const wire of [...beginnings, EMPTY]) assert.throws(() => gunzip(wire), refused);
    assert.equal(gunzip(gzipSync(Buffer.alloc(64 * MIB))).length, 64 * MIB);
    assert.throws(() => gunzip(gzipSync(Buffer.alloc(64 * MIB + 1))), TOO_LARGE);
  });

  it('may have 200,000 values, which are counted before it is parsed', () => {
    assert.ok('logEvents' in parse(manyEvents(99_999)));
    for (const count of [100_000, 5_000_000]) assert.throws(() => parse(manyEvents(count)), TOO_LARGE);
    const message = '{},'.repeat(300_000);
    assert.deepEqual(parse(Buffer.from(JSON.stringify({ message }))), { message });
  });

  it('is an object of JSON in UTF-8', () => {
    const refused = { name: 'SerializationException', status: 400, rules: ['malformed JSON'] };
    const wrong = ['', '{', '[]', '"x"', '1', 'null', '{"a":NaN}', Buffer.from([0x7b, 0xff, 0x7d])];
    for (const body of wrong) assert.throws(() => parse(Buffer.from(body)), refused, JSON.stringify(body));
    assert.deepEqual(parse(Buffer.from('{"a":["é"]}')), { a: ['é'] });
  });

  it('must be signed, and stay as it was signed, which only a hash shows', () => {
    const hash = createHash('sha256').update(EMPTY).digest('hex');
    const signed = { authorization: 'x', 'x-amz-content-sha256': hash };
    checkSignature(signed, EMPTY);
    checkSignature({ ...signed, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }, gzipSync(EMPTY));
    const changed = { name: 'InvalidSignatureException', rules: ['payload hash'] };
    assert.throws(() => checkSignature(signed, gzipSync(EMPTY)), changed);
    const unsigned = { name: 'MissingAuthenticationTokenException', rules: ['authorization'] };
    assert.throws(() => checkSignature({}, EMPTY), unsigned);
  });

  it('is signed by the access key in the credential scope', () => {
    for (const key of ['A', 'k'.repeat(128)]) assert.equal(accessKeyOf(signedBy(key)), key);
    for (const key of ['', 'a b', 'a,b', 'k'.repeat(129)])
      assert.equal(accessKeyOf(signedBy(key)), undefined);
  });
});
