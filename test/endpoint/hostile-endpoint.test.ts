import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import * as sinon from 'sinon';
import {
  CloudWatchLogRecordExporter,
  type CloudWatchLogRecordExporterOptions,
  type Loss,
} from '../../src/index.js';
import { makeRecord } from '../encode/helpers.js';
import { PROCESS_MILLIS } from '../helpers/limits.js';
import { until } from '../helpers/until.js';

const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const TOKEN = 'IQoJb3JpZ2luX2VjEJrEXAMPLETOKENEXAMPLETOKEN';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const reply =
  (status: number, body: string, headers: Record<string, string> = { 'x-amzn-requestid': 'r-1' }): Handler =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', ...headers }).end(body);
  };

const service = reply(200, '{}');

const inAMinute: Handler = (request, response) => {
  const date = new Date(Date.now() + 60_000).toUTCString();
  reply(503, '', { 'retry-after': date })(request, response);
};

/** An endpoint whose answers the test chooses. */
async function startEndpoint(handler: Handler) {
  const endpoint = { handler, requests: 0, port: 0, close: () => Promise.resolve() };
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      endpoint.requests++;
      endpoint.handler(request, response);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port: endpoint.port } = server.address() as AddressInfo);
  endpoint.close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return endpoint;
}

function startExporter(port: number, options: CloudWatchLogRecordExporterOptions = {}) {
  const losses: Loss[] = [];
  const exporter = new CloudWatchLogRecordExporter({
    clientConfig: {
      region: 'eu-west-1',
      endpoint: `http://127.0.0.1:${port}`,
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: SECRET, sessionToken: TOKEN },
    },
    logGroupName: 'g',
    logStreamName: 's',
    format: 'body',
    onLoss: (loss) => losses.push(loss),
    ...options,
  });
  const log = (body: string): Promise<unknown> =>
    new Promise((resolve) => exporter.export([makeRecord({ body })], resolve));
  return { exporter, losses, log };
}

describe('A hostile endpoint', () => {
  const said: string[] = [];

  beforeEach(() => {
    said.length = 0;
    const say = (...texts: unknown[]): void => void said.push(texts.join(' '));
    const logger = { error: say, warn: say, info: say, debug: say, verbose: say };
    diag.setLogger(logger, { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true });
    sinon.stub(process, 'emitWarning').callsFake((text) => void said.push(String(text)));
  });

  afterEach(() => {
    diag.disable();
    sinon.restore();
  });

  for (const [what, handler] of [
    ["a load balancer's empty 200", reply(200, '', { 'content-type': 'text/html' })],
    ['a 204', reply(204, '')],
    ['a 206', reply(206, '{}')],
    ['null', reply(200, 'null')],
    ['a list', reply(200, '[]')],
    [
      "a captive portal's JSON",
      reply(200, '{"login":"http://portal"}', { 'content-type': 'application/json' }),
    ],
  ] as const) {
    it(`delivers nothing to ${what}: events wait, it is reported, and they arrive later`, async () => {
      const endpoint = await startEndpoint(handler);
      const { exporter, log, losses } = startExporter(endpoint.port, { flushTimeoutMillis: 20_000 });

      await log('one');
      await until(() => said.some((text) => text.includes('CWL_FOREIGN_ANSWER')));
      let received = 0;
      endpoint.handler = (request, response) => {
        received++;
        service(request, response);
      };
      await exporter.forceFlush();

      assert.equal(received, 1);
      await exporter.shutdown();
      assert.deepEqual(losses, []);
      await endpoint.close();
    });
  }

  it('is not read beyond the longest answer, and its connection is closed', async () => {
    let written = 0;
    let isClosed = false;
    const endless: Handler = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
      const chunk = Buffer.alloc(1024 * 1024, ' ');
      const body = new Readable({
        read() {
          written += chunk.length;
          this.push(chunk);
        },
      });
      response.on('close', () => {
        isClosed = true;
        body.destroy();
      });
      body.pipe(response);
    };
    const endpoint = await startEndpoint(endless);
    const { exporter, log } = startExporter(endpoint.port);

    await log('one');
    await until(() => isClosed);

    // What is beyond the bound was in buffers of sockets.
    assert.ok(written < 32 * 1024 * 1024, `${written} bytes`);
    endpoint.handler = service;
    await exporter.shutdown();
    await endpoint.close();
  });

  it('gets the wait that it asks for before gzip is proven, as a date too', async () => {
    const endpoint = await startEndpoint(inAMinute);
    const { exporter, log } = startExporter(endpoint.port, { flushTimeoutMillis: 1_000 });

    await log('one');
    await exporter.forceFlush();
    await exporter.forceFlush();

    assert.equal(endpoint.requests, 1);
    await exporter.shutdown();
    await endpoint.close();
  });

  it('puts no secret into a message, a warning or an error', async () => {
    const quoted: Handler = (request, response) => {
      const message =
        `The request signature we calculated does not match the signature you provided. Key: ${SECRET}\n\n` +
        "The Canonical String for this request should have been\n'POST\n/\n\n" +
        `x-amz-security-token:${String(request.headers['x-amz-security-token'])}\n'`;
      reply(400, JSON.stringify({ __type: 'InvalidSignatureException', message }))(request, response);
    };
    const endpoint = await startEndpoint(quoted);
    const { exporter, log, losses } = startExporter(endpoint.port, { flushTimeoutMillis: 20_000 });

    await log('one');
    await until(() => said.some((text) => text.includes('signature we calculated does not match')));
    endpoint.handler = reply(
      400,
      `{"__type":"InvalidParameterException","message":"Log event too large: ${TOKEN}"}`,
    );
    await exporter.forceFlush();
    endpoint.handler = reply(
      413,
      `{"__type":"RequestEntityTooLargeException","message":"too large: ${TOKEN}"}`,
    );
    await log('two');
    await exporter.shutdown();

    assert.equal(losses.length, 2);
    assert.ok(losses.every(({ error }) => error !== undefined));
    const shown = [...said, ...losses.map(({ error }) => `${String(error)} ${String(error?.stack)}`)].join(
      '\n',
    );
    assert.match(shown, /\[secret\]/);
    assert.ok(!shown.includes(SECRET) && !shown.includes(TOKEN));
    await endpoint.close();
  });

  it('that leaves a kept-alive connection dead costs half the time of a flush, and no event', async () => {
    const dead = new Set<Socket>();
    let received = 0;
    const endpoint = await startEndpoint((request, response) => {
      if (dead.has(request.socket)) return;
      dead.add(request.socket);
      received++;
      service(request, response);
    });
    const { exporter, log, losses } = startExporter(endpoint.port, { flushTimeoutMillis: 6_000 });
    await log('one');
    await exporter.forceFlush();

    await log('two');
    await exporter.forceFlush();

    assert.deepEqual([received, dead.size, endpoint.requests], [2, 2, 3]);
    await exporter.shutdown();
    assert.deepEqual(losses, []);
    await endpoint.close();
  });
});

/** Counters that both threads share. */
const [ASKED, ANSWERED] = [0, 1];

/** A service on its own thread, which answers while the event loop of this one is blocked. */
const SERVICE_THREAD = `
  const { createServer } = require('node:http');
  const { parentPort, workerData } = require('node:worker_threads');
  const counters = new Int32Array(workerData);
  let requests = 0;
  createServer((request, response) => {
    request.resume().on('end', () => {
      parentPort.postMessage('request');
      Atomics.wait(counters, ${ASKED}, requests++);
      response.writeHead(200, { 'x-amzn-requestid': 'r-1' }).end('{}', () => {
        Atomics.add(counters, ${ANSWERED}, 1);
        Atomics.notify(counters, ${ANSWERED});
      });
    });
  }).listen(0, '127.0.0.1', function () { parentPort.postMessage(this.address().port); });
`;

describe('An event loop that is blocked longer than a request may take', () => {
  it('causes no duplicate: the answer is in the socket', async () => {
    const counters = new Int32Array(new SharedArrayBuffer(8));
    const worker = new Worker(SERVICE_THREAD, { eval: true, workerData: counters.buffer });
    const [port]: number[] = await once(worker, 'message');
    let requests = 0;
    worker.on('message', () => requests++);
    const requestTimeoutMillis = 10_000;
    const { exporter, log, losses } = startExporter(port!, { requestTimeoutMillis });
    const timers = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      for (let turn = 1; turn <= 3; turn++) {
        const requested = once(worker, 'message');
        void log(`event ${turn}`);
        await requested;
        Atomics.add(counters, ASKED, 1);
        Atomics.notify(counters, ASKED);
        // The loop is blocked until the answer is in the socket. Then each timer of that time is due, and once.
        Atomics.wait(counters, ANSWERED, turn - 1, PROCESS_MILLIS);
        timers.jump(requestTimeoutMillis);
        await exporter.forceFlush();
      }
    } finally {
      timers.restore();
    }

    await exporter.shutdown();
    assert.equal(requests, 3);
    assert.deepEqual(losses, []);
    await worker.terminate();
  });
});
