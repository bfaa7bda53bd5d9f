import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent } from 'node:http';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { CloudWatchLogRecordExporter } from '../../src/index.js';
import { makeRecord } from '../encode/helpers.js';
import { CREDENTIALS } from '../helpers/sdk-client.js';
import { until } from '../helpers/until.js';

const EXPORTS = 4;
const RECORDS = 200;

/** Answers 200 after the head of a request, and reads the body later. */
async function startHasty(): Promise<{
  server: Server;
  port: number;
  bodies: string[];
  heads: () => number;
}> {
  const bodies: string[] = [];
  let heads = 0;
  const server = createServer((socket) => {
    let text = '';
    let answered = false;
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      text += chunk;
      for (;;) {
        const start = text.indexOf('\r\n\r\n') + 4;
        if (start < 4) return;
        if (!answered) {
          answered = true;
          heads++;
          socket.write(
            'HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.1\r\ncontent-length: 2\r\n\r\n{}',
          );
        }
        const end = start + Number(/content-length: (\d+)/i.exec(text)?.[1]);
        if (text.length < end) return;
        bodies.push(text.slice(start, end));
        text = text.slice(end);
        answered = false;
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { server, port, bodies, heads: () => heads };
}

/** A connection that holds everything after the head of a request until a test releases it. */
function createSlowAgent(): { agent: Agent; letGo: () => void } {
  const kept: (() => void)[] = [];
  class Slow extends Duplex {
    readonly #inner: Socket;
    constructor(inner: Socket) {
      super();
      this.#inner = inner;
      inner.on('data', (chunk) => this.push(chunk)).on('end', () => this.push(null));
    }
    override _read(): void {}
    override _write(chunk: Buffer, _encoding: string, done: () => void): void {
      if (chunk.toString('latin1', 0, 5) === 'POST ') this.#inner.write(chunk, done);
      else kept.push(() => void this.#inner.write(chunk, done));
    }
    override _destroy(error: Error | null, done: (error: Error | null) => void): void {
      this.#inner.destroy();
      done(error);
    }
    setKeepAlive(): void {}
    setNoDelay(): void {}
    setTimeout(): void {}
    ref(): void {}
    unref(): void {}
  }
  const agent = new Agent({ keepAlive: true });
  Object.assign(agent, {
    createConnection: ({ port }: { port: number }) => new Slow(connect(port, '127.0.0.1')),
  });
  return { agent, letGo: () => kept.splice(0).forEach((go) => go()) };
}

function records(of: number): ReadableLogRecord[] {
  return Array.from({ length: RECORDS }, (_, nth) =>
    makeRecord({ body: `${of * RECORDS + nth}:`.padEnd(300, String(of)) }),
  );
}

describe('An answer before the request was read', () => {
  it('changes no byte of the rest of the request', async () => {
    const { server, port, bodies, heads } = await startHasty();
    const { agent, letGo } = createSlowAgent();
    const exporter = new CloudWatchLogRecordExporter({
      clientConfig: {
        region: 'eu-west-1',
        endpoint: `http://127.0.0.1:${port}`,
        credentials: CREDENTIALS,
        requestHandler: { httpAgent: agent },
      },
      logGroupName: 'g',
      logStreamName: 's',
      format: 'body',
      compression: 'none',
    });

    for (let of = 0; of < EXPORTS; of++) {
      await new Promise((resolve) => exporter.export(records(of), resolve));
      await exporter.forceFlush();
    }
    assert.deepEqual([heads(), bodies.length], [EXPORTS, 0]);
    letGo();
    await until(() => bodies.length === EXPORTS);

    const messages = bodies.flatMap((body) => {
      const { logEvents }: { logEvents: { message: string }[] } = JSON.parse(body);
      return logEvents.map(({ message }) => message);
    });
    const sent = Array.from({ length: EXPORTS }, (_, of) => records(of).map(({ body }) => body)).flat();
    assert.deepEqual(messages.toSorted(), sent.map(String).toSorted());
    await exporter.shutdown();
    agent.destroy();
    server.close();
  });
});
