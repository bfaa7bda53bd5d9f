import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { CloudWatchLogRecordExporter } from '../../src/index.js';
import { makeRecord } from '../encode/helpers.js';
import { CREDENTIALS } from '../helpers/sdk-client.js';
import { signatures, type SignedRequest } from '../helpers/sigv4.js';

/** From a few bytes to more than what is hashed on the main thread. */
const SIZES = [10, 10_000, 400_000];

/** The bytes on the connection, independent of the sender. */
async function startReader() {
  const requests: SignedRequest[] = [];
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    requests.push({ method: request.method ?? '', path: request.url ?? '', headers, body });
    response.setHeader('content-type', 'application/x-amz-json-1.1').end('{}');
  }
  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { requests, server, endpoint: `http://127.0.0.1:${port}` };
}

describe('The signature, recomputed by the server from what arrived', () => {
  for (const compression of ['none', 'gzip'] as const) {
    it(`is right with compression ${compression}`, async () => {
      const { requests, server, endpoint } = await startReader();
      const exporter = new CloudWatchLogRecordExporter({
        clientConfig: { endpoint, region: 'eu-west-1', credentials: CREDENTIALS },
        logGroupName: 'g',
        logStreamName: 's',
        format: 'body',
        compression,
      });
      const bodies = SIZES.map((size) => `é"${size}`.padEnd(size, 'x'));

      for (const body of bodies) {
        await new Promise((resolve) => exporter.export([makeRecord({ body })], resolve));
        await exporter.forceFlush();
      }
      await exporter.shutdown();
      server.close();

      const messages = requests.map(({ body }) => {
        const text = (compression === 'gzip' ? gunzipSync(body) : Buffer.from(body)).toString();
        const { logEvents }: { logEvents: { message: string }[] } = JSON.parse(text);
        return logEvents[0]?.message;
      });
      assert.deepEqual(messages, bodies);
      for (const request of requests) {
        const { sent, computed, signedHeaders } = signatures(request, CREDENTIALS.secretAccessKey);
        assert.equal(sent, computed);
        assert.equal(request.headers['content-length'], String(request.body.length));
        assert.equal(signedHeaders.includes('content-encoding'), compression === 'gzip');
      }
    });
  }
});
