import assert from 'node:assert/strict';
import {
  CloudWatchLogsClient,
  PutLogEventsCommand,
  type CloudWatchLogsClientConfig,
} from '@aws-sdk/client-cloudwatch-logs';
import * as sinon from 'sinon';
import type { CloudWatchLogRecordExporterOptions } from '../../src/index.js';
import { startLocalServer, type Fault, type LocalServer } from '../../src/local-server/index.js';
import { PROCESS_MILLIS } from '../helpers/limits.js';
import { startService, type Service } from './helpers/service.js';

const ROUNDS = 8;
const RECORDS_A_ROUND = 600;
const NAMES = {
  logGroupName: '/it/memory',
  logStreamName: 'stream-{attributes.stream}',
  format: 'body',
} as const;
const STREAMS = ['stream-0', 'stream-1', 'stream-2'];

/** A unique body of some hundred to some thousand bytes. */
function bodyOf(id: number): string {
  return `${id}:${'é'.repeat(id % 7)}${String(id * 7_919).repeat(20 + ((id * 104_729) % 200))}`;
}

/** The expected content of a stream. */
function bodiesOf(stream: number): string[] {
  const ids = Array.from({ length: ROUNDS * RECORDS_A_ROUND }, (_, id) => id);
  return ids.filter((id) => id % STREAMS.length === stream).map(bodyOf);
}

/** Logs in rounds, each after the one before has arrived, so that memory can be reused. */
async function logInRounds(service: Service, server: LocalServer, from = 0, to = ROUNDS): Promise<void> {
  const logger = service.provider.getLogger('memory');
  for (let round = from; round < to; round++) {
    for (let nth = 0; nth < RECORDS_A_ROUND; nth++) {
      const id = round * RECORDS_A_ROUND + nth;
      logger.emit({ body: bodyOf(id), attributes: { stream: id % STREAMS.length } });
    }
    const arrived = server.waitFor(RECORDS_A_ROUND, { timeoutMillis: PROCESS_MILLIS });
    // A flush wakes streams that wait for the next attempt.
    const flushes = setInterval(() => void service.exporter.forceFlush(), 100);
    await service.provider.forceFlush();
    await arrived.finally(() => clearInterval(flushes));
  }
}

/** Exactly what was logged; if a successful call may have timed out, also a second copy of it. */
function assertArrived(server: LocalServer, copies: 'once' | 'or twice' = 'once'): void {
  for (const [index, stream] of STREAMS.entries()) {
    const messages = server.events(NAMES.logGroupName, stream).map(({ message }) => message);
    assert.deepEqual(copies === 'once' ? messages : [...new Set(messages)], bodiesOf(index));
  }
  assert.deepEqual(server.violations, []);
}

/** Bytes of all that is logged. */
function loggedBytes(): number {
  return STREAMS.flatMap((_, stream) => bodiesOf(stream)).reduce(
    (sum, body) => sum + Buffer.byteLength(body),
    0,
  );
}

/** Bytes allocated since then outside of the heap. */
function watchAllocations(): () => number {
  const spy = sinon.spy(Buffer, 'allocUnsafeSlow');
  return () => spy.args.reduce((sum, [length]) => sum + length, 0);
}

interface SentBody {
  readonly bytes: Uint8Array;
  readonly copy: Buffer;
}

/**
 * The bodies of PutLogEvents that the exporter's own clients send, in order. The stub is on the class above that of the
 * client, where the exporter does not look for mocks.
 */
function watchBodies(): SentBody[] {
  const sent: SentBody[] = [];
  const base: Pick<CloudWatchLogsClient, 'send'> = Object.getPrototypeOf(CloudWatchLogsClient.prototype);
  const { send } = base;
  sinon.stub(base, 'send').callsFake(function fake(this: CloudWatchLogsClient, ...args: unknown[]) {
    const [command] = args;
    if (command instanceof PutLogEventsCommand) {
      command.middlewareStack.add(
        (next) => (given) => {
          const { body } = given.request as { body: Uint8Array };
          sent.push({ bytes: body, copy: Buffer.from(body) });
          return next(given);
        },
        { step: 'finalizeRequest', name: 'watch' },
      );
    }
    return Reflect.apply(send, this, args);
  });
  return sent;
}

function faults(): Fault[] {
  return [
    { kind: 'hang', actions: ['PutLogEvents'], rate: 0.3, times: 4 },
    { kind: 'reset-before-write', actions: ['PutLogEvents'], rate: 0.1 },
    { kind: 'internal-error', actions: ['PutLogEvents'], rate: 0.1 },
  ];
}

describe('The memory of blocks and bodies', () => {
  afterEach(() => sinon.restore());

  for (const compression of ['none', 'gzip'] as const) {
    it(`is reused, and never changes an event, with ${compression}`, async () => {
      await using server = await startLocalServer();
      await using service = startService(server, { ...NAMES, compression });
      await logInRounds(service, server, 0, ROUNDS / 2);
      const allocated = watchAllocations();

      await logInRounds(service, server, ROUNDS / 2);

      assertArrived(server);
      // The blocks of these rounds alone are half of all that is logged, and so are their bodies, which are sent plain.
      const most = compression === 'gzip' ? loggedBytes() / 8 : loggedBytes() * (1 / 2 + 1 / 8);
      assert.ok(allocated() < most, `${allocated()} of ${loggedBytes()} bytes`);
    });

    it(`keeps what was logged through resets, 5xx and timeouts, with ${compression}`, async () => {
      await using server = await startLocalServer({ faults: faults() });
      const options: CloudWatchLogRecordExporterOptions = {
        ...NAMES,
        compression,
        requestTimeoutMillis: 1_000,
      };
      await using service = startService(server, options);

      await logInRounds(service, server);

      assertArrived(server, 'or twice');
      assert.deepEqual(service.losses, []);
    });
  }

  for (const compression of ['none', 'gzip'] as const) {
    it(`is never reused from a body that was sent, with ${compression}`, async () => {
      const sent = watchBodies();
      await using server = await startLocalServer({ faults: faults() });
      await using service = startService(server, { ...NAMES, compression, requestTimeoutMillis: 1_000 });

      await logInRounds(service, server);

      assertArrived(server, 'or twice');
      assert.ok(sent.length > 0);
      for (const [index, { bytes }] of sent.entries()) {
        const later = sent.slice(index + 1).map((other) => other.bytes);
        assert.ok(
          later.every(({ buffer, byteOffset }) => buffer !== bytes.buffer || byteOffset !== bytes.byteOffset),
        );
      }
      for (const { bytes, copy } of sent) assert.deepEqual(Buffer.from(bytes), copy);
    });
  }

  it('is not reused under an input that a client of the application reads later', async () => {
    await using server = await startLocalServer();
    const client = new CloudWatchLogsClient({ ...server.clientConfig, maxAttempts: 1 });
    const inputs: PutLogEventsCommand['input'][] = [];
    const send = sinon.stub().callsFake(async (...args: unknown[]) => {
      const output: unknown = await Reflect.apply(client.send, client, args);
      if (args[0] instanceof PutLogEventsCommand) inputs.push(args[0].input);
      return output;
    });
    await using service = startService(server, { ...NAMES, clientConfig: undefined, client: { send } });

    await logInRounds(service, server);

    assertArrived(server);
    for (const [index, stream] of STREAMS.entries()) {
      const own = inputs.filter(({ logStreamName }) => logStreamName === stream);
      assert.deepEqual(
        own.flatMap(({ logEvents }) => logEvents?.map(({ message }) => message)),
        bodiesOf(index),
      );
    }
    client.destroy();
  });

  it("is not reused under an input that a wrapper of the client's class reads later", async () => {
    await using server = await startLocalServer();
    const sends = sinon.spy(CloudWatchLogsClient.prototype, 'send');
    await using service = startService(server, NAMES);

    await logInRounds(service, server);

    const puts = sends.args.map(([command]) => command).filter((one) => one instanceof PutLogEventsCommand);
    assert.deepEqual(
      new Set(puts.flatMap(({ input }) => input.logEvents?.map(({ message }) => message))),
      new Set(STREAMS.flatMap((_, stream) => bodiesOf(stream))),
    );
  });

  type Config = CloudWatchLogsClientConfig;
  type Extended = Parameters<NonNullable<Config['extensions']>[number]['configure']>[0];
  type Handler = ReturnType<Extended['httpHandler']>;
  interface Seen {
    readonly body: Uint8Array;
    readonly headers: Record<string, string>;
  }
  type Watch = (request: Seen) => void;

  function watchedHandler({ config: { requestHandler } }: CloudWatchLogsClient, watch: Watch): Handler {
    return Object.create(requestHandler, {
      handle: {
        value(request: Seen, ...rest: unknown[]) {
          watch(request);
          return Reflect.apply(requestHandler.handle, requestHandler, [request, ...rest]);
        },
      },
    });
  }

  const watchedBy: Readonly<Record<string, (inner: CloudWatchLogsClient, watch: Watch) => Config>> = {
    'connection, an object,': (inner, watch) => ({ requestHandler: watchedHandler(inner, watch) }),
    'connection, a function,': (inner, watch) => {
      const handler = watchedHandler(inner, watch);
      return {
        requestHandler: Object.assign(() => undefined, {
          handle: handler.handle.bind(handler),
          metadata: handler.metadata,
        }),
      };
    },
    'connection, set by an extension,': (inner, watch) => ({
      extensions: [
        { configure: (configuration) => configuration.setHttpHandler(watchedHandler(inner, watch)) },
      ],
    }),
    signer: (inner, watch) => ({
      async signer(scheme) {
        const signer = await inner.config.signer(scheme);
        return {
          sign(request, options) {
            watch({ body: request.body, headers: request.headers });
            return signer.sign(request, options);
          },
        };
      },
    }),
  };
  for (const [who, configOf] of Object.entries(watchedBy)) {
    it(`is not reused where ${who} of the application may read it later`, async () => {
      await using server = await startLocalServer();
      const inner = new CloudWatchLogsClient(server.clientConfig);
      const bodies: { body: Uint8Array; copy: Buffer }[] = [];
      const watch: Watch = ({ body, headers }) => {
        if (headers['x-amz-target']?.endsWith('.PutLogEvents'))
          bodies.push({ body, copy: Buffer.from(body) });
      };
      await using service = startService(server, {
        ...NAMES,
        compression: 'none',
        clientConfig: { ...server.clientConfig, ...configOf(inner, watch) },
      });

      await logInRounds(service, server);

      assertArrived(server);
      assert.ok(bodies.length >= ROUNDS);
      for (const { body, copy } of bodies) assert.deepEqual(Buffer.from(body), copy);
      inner.destroy();
    });
  }
});
