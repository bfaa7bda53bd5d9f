import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import * as fc from 'fast-check';
import { readAnswer, type HttpAnswer } from '../../src/deliver/read-answer.js';

const OURS = { 'x-amzn-requestid': 'a-1' };
const TYPED = { 'content-type': 'application/x-amz-json-1.1' };

function answer(statusCode: number, headers: Record<string, string>, body: string): HttpAnswer {
  return { statusCode, headers, body: Readable.from([Buffer.from(body)]) };
}

/** The content of an answer, or its error if it is foreign. */
async function read(given: HttpAnswer, needsObject = true): Promise<string> {
  try {
    await readAnswer(given, needsObject);
    assert.ok(given.body instanceof Uint8Array);
    return Buffer.from(given.body).toString();
  } catch (error) {
    return String(error);
  }
}

describe('read-answer', () => {
  describe('accepts as an answer of the service', () => {
    for (const [what, given] of [
      ['all that the service sends', answer(200, { ...OURS, ...TYPED }, '{}')],
      [
        'one without a content type of its own (moto)',
        answer(200, { ...OURS, 'content-type': 'text/html' }, '{}'),
      ],
      ['one without a request id', answer(200, TYPED, '{"nextSequenceToken":"1"}')],
      ['headers in any case of letters', answer(200, { 'X-Amzn-RequestId': 'a-1' }, '{}')],
    ] as const) {
      it(what, async () => {
        assert.match(await read(given), /^\{/);
      });
    }

    it('an empty answer, where a call has no output', async () => {
      assert.equal(await read(answer(200, OURS, ''), false), '');
    });

    it('an error with its type, its header or its request id', async () => {
      assert.match(await read(answer(400, {}, '{"__type":"ThrottlingException"}')), /Throttling/);
      assert.equal(await read(answer(400, { 'x-amzn-errortype': 'X' }, '')), '');
      assert.equal(await read(answer(503, OURS, '<html>')), '<html>');
    });
  });

  describe('treats as an answer of another server', () => {
    for (const [what, given] of [
      ["a load balancer's empty 200", answer(200, {}, '')],
      ['an empty 200 with a request id', answer(200, OURS, '')],
      ['a 204', answer(204, OURS, '')],
      ['a 206', answer(206, OURS, '{}')],
      ['null', answer(200, OURS, 'null')],
      ['a list', answer(200, OURS, '[]')],
      ['a text', answer(200, TYPED, '"ok"')],
      ["a captive portal's JSON", answer(200, { 'content-type': 'application/json' }, '{"login":"here"}')],
      ['a page', answer(200, { 'content-type': 'text/html' }, '<html>')],
      ['a page with a 404', answer(404, { 'content-type': 'text/html' }, '<html>')],
      ['JSON of its own with a 403', answer(403, {}, '{"error":"no"}')],
      ['a redirect', answer(302, { location: 'http://portal' }, '')],
    ] as const) {
      it(what, async () => {
        assert.match(await read(given), /^ForeignAnswer: not an answer of CloudWatch Logs: /);
      });
    }

    it('an empty 200 of a load balancer, where a call has no output', async () => {
      assert.match(await read(answer(200, {}, ''), false), /^ForeignAnswer/);
    });
  });

  it('reports the status, keeps the answer for retries, and shows nothing of a body that may echo records', async () => {
    const given = answer(404, { 'retry-after': '7' }, 'echo of a record');

    await assert.rejects(readAnswer(given, true), (error: Error) => {
      assert.deepEqual(Reflect.get(error, '$metadata'), { httpStatusCode: 404 });
      assert.equal(Reflect.get(error, '$response'), given);
      assert.doesNotMatch(`${error.message} ${JSON.stringify(error)}`, /echo/);
      return true;
    });
  });

  it('reads streams of Node and of the web, blobs, bytes and nothing', async () => {
    for (const body of [
      Readable.from([Buffer.from('{'), Buffer.from('}')]),
      new Blob(['{}']).stream(),
      new Blob(['{}']),
      Buffer.from('{}'),
    ]) {
      assert.equal(await read({ statusCode: 200, headers: OURS, body }), '{}');
    }
    assert.equal(await read({ statusCode: 200, headers: OURS }, false), '');
  });

  it('stops reading an endless answer, and closes its stream', async () => {
    let given = 0;
    const endless = new Readable({
      read() {
        given += 65_536;
        this.push(Buffer.alloc(65_536));
      },
    });

    assert.match(
      await read({ statusCode: 200, headers: OURS, body: endless }),
      /it has more than 4194304 bytes/,
    );
    assert.equal(endless.destroyed, true);
    assert.ok(given < 5 * 1024 * 1024);
  });

  it('fails with the error of a stream', async () => {
    const body = new Readable({
      read: () => body.destroy(Object.assign(new Error('cut'), { code: 'ECONNRESET' })),
    });

    await assert.rejects(readAnswer({ statusCode: 200, headers: OURS, body }, true), { code: 'ECONNRESET' });
  });

  it('never accepts an answer without both headers, whatever its body is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.json(), fc.boolean(), async (text, json, needsObject) => {
        for (const body of [text, json]) {
          assert.match(
            await read(answer(200, { 'content-type': 'application/json' }, body), needsObject),
            /^Foreign/,
          );
        }
      }),
    );
  });
});
