import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { DescribeLogGroupsCommand, type CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { isTracingSuppressed } from '@opentelemetry/core';
import * as sinon from 'sinon';
import { classifyError } from '../../src/deliver/classify-error.js';
import { createCloudWatchApi, type CloudWatchApi } from '../../src/deliver/cloudwatch-client.js';
import type { PutRequest } from '../../src/deliver/put-log-events-command.js';
import { composeBody } from '../../src/deliver/request-body.js';
import { wholeOf } from '../../src/events/runs.js';
import { destination, event } from '../helpers/events.js';
import { createFakeClock } from '../helpers/fake-clock.js';
import { createWire, CREDENTIALS, errorAnswer } from '../helpers/sdk-client.js';
import { withResolvers } from '../../src/util/with-resolvers.js';

const to = destination('s', 'g');

function putRequest(): PutRequest {
  const events = [wholeOf(event('one'))];
  const bytes = composeBody(to, undefined, events, Buffer.alloc);
  return {
    destination: to,
    entity: undefined,
    body: { bytes, contentEncoding: undefined, sha256: '0'.repeat(64) },
  };
}

type Client = Pick<CloudWatchLogsClient, 'send'>;

/** A mock of a client, as tests of applications use it. */
function fakeClient(
  send: (command: { input: object }, options?: { abortSignal?: AbortSignal }) => unknown,
): Client {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one signature of many
  return { send } as unknown as Client;
}

const CALLS: Readonly<Record<string, (api: CloudWatchApi) => Promise<unknown>>> = {
  putLogEvents: (api) => api.putLogEvents(putRequest()),
  createLogGroup: (api) => api.createLogGroup({ logGroupName: 'g', tags: { a: 'b' } }),
  createLogStream: (api) => api.createLogStream(to),
  putRetentionPolicy: (api) => api.putRetentionPolicy('g', 30),
};

/** With a client of the application that gives this. */
function apiGiving(give: () => unknown): CloudWatchApi {
  const client = Object.assign(fakeClient(give), { config: { region: () => Promise.resolve('eu-1') } });
  return createCloudWatchApi(createFakeClock(), { client, requestTimeoutMillis: 1_000 });
}

describe('cloudwatch-client: createCloudWatchApi', () => {
  afterEach(() => sinon.restore());

  it('sends each call as its command', async () => {
    const inputs: [string, object][] = [];
    const client = fakeClient((command) => {
      inputs.push([command.constructor.name, { ...command.input }]);
      return Promise.resolve({});
    });
    const api = createCloudWatchApi(createFakeClock(), { client, requestTimeoutMillis: 1_000 });

    for (const call of Object.values(CALLS)) await call(api);

    assert.deepEqual(inputs, [
      [
        'PutLogEventsCommand',
        { logGroupName: 'g', logStreamName: 's', logEvents: [{ timestamp: 1, message: 'one' }] },
      ],
      ['CreateLogGroupCommand', { logGroupName: 'g', tags: { a: 'b' } }],
      ['CreateLogStreamCommand', { logGroupName: 'g', logStreamName: 's' }],
      ['PutRetentionPolicyCommand', { logGroupName: 'g', retentionInDays: 30 }],
    ]);
  });

  it('adds the region to errors of a call, for the ARN in a message', async () => {
    const wire = createWire(errorAnswer('AccessDeniedException', 'no'));
    const clientConfig = { ...wire.config, region: 'cn-north-1' };
    const api = createCloudWatchApi(createFakeClock(), { clientConfig, requestTimeoutMillis: 1_000 });
    const mock = createCloudWatchApi(createFakeClock(), {
      client: fakeClient(() => Promise.reject(Object.freeze(new Error('frozen')))),
      requestTimeoutMillis: 1_000,
    });

    const thrown: unknown = await api.createLogStream(to).catch((error: unknown) => error);

    assert.equal(classifyError('CreateLogStream', thrown).region, 'cn-north-1');
    await assert.rejects(mock.createLogStream(to), { message: 'frozen' });
  });

  it('loads the SDK with the first call, not before', async () => {
    const script = `
      import { createRequire } from 'node:module';
      const loaded = () => Object.keys(createRequire(import.meta.url).cache).some((path) => path.includes('@aws-sdk'));
      const { createCloudWatchApi } = await import('./src/deliver/cloudwatch-client.ts');
      const { systemClock } = await import('./src/util/clock.ts');
      const api = createCloudWatchApi(systemClock, { client: { send: async () => ({}) }, requestTimeoutMillis: 9_000 });
      const before = loaded();
      await api.createLogStream({ logGroupName: 'g', logStreamName: 's' });
      process.stdout.write(JSON.stringify([before, loaded()]));`;

    const { stdout } = await promisify(execFile)(process.execPath, [
      '--import',
      'tsx',
      '--input-type=module',
      '--eval',
      script,
    ]);

    assert.deepEqual(JSON.parse(stdout), [false, true]);
  });

  describe('with a client of its own', () => {
    it('makes a single attempt', async () => {
      const wire = createWire(errorAnswer('InternalFailure', '', 500));
      const api = createCloudWatchApi(createFakeClock(), {
        clientConfig: wire.config,
        requestTimeoutMillis: 1_000,
      });

      await assert.rejects(api.putLogEvents(putRequest()), { name: 'InternalFailure' });

      assert.equal(wire.requests.length, 1);
    });

    it('makes a single attempt also if maxAttempts is undefined', async () => {
      const wire = createWire(errorAnswer('InternalFailure', '', 500));
      const api = createCloudWatchApi(createFakeClock(), {
        clientConfig: { ...wire.config, maxAttempts: undefined },
        requestTimeoutMillis: 1_000,
      });

      await assert.rejects(api.createLogStream(to));

      assert.equal(wire.requests.length, 1);
    });

    it('makes as many attempts as maxAttempts says', async () => {
      const wire = createWire(errorAnswer('InternalFailure', '', 500));
      const api = createCloudWatchApi(createFakeClock(), {
        clientConfig: { ...wire.config, maxAttempts: 2 },
        requestTimeoutMillis: 1_000,
      });

      await assert.rejects(api.createLogStream(to));

      assert.equal(wire.requests.length, 2);
    });

    it('makes one client for all calls, and destroys it at the end', async () => {
      const wire = createWire({ statusCode: 200 });
      const api = createCloudWatchApi(createFakeClock(), {
        clientConfig: wire.config,
        requestTimeoutMillis: 1_000,
      });

      await Promise.all(Object.values(CALLS).map((call) => call(api)));
      api.destroy();

      assert.equal(wire.requests.length, 4);
      assert.equal(wire.destroyed, 1);
    });

    it('does not change the configuration that it is given', async () => {
      const wire = createWire({ statusCode: 200 });
      const clientConfig = Object.freeze({ ...wire.config });
      const api = createCloudWatchApi(createFakeClock(), { clientConfig, requestTimeoutMillis: 1_000 });

      await api.createLogStream(to);

      assert.deepEqual(clientConfig, wire.config);
    });

    it('makes no call after its end, even one that was being prepared', async () => {
      const wire = createWire({ statusCode: 200 });
      const clock = createFakeClock();
      const api = createCloudWatchApi(clock, { clientConfig: wire.config, requestTimeoutMillis: 1_000 });
      await api.createLogStream(to);

      api.destroy();

      for (const call of Object.values(CALLS)) {
        await assert.rejects(call(api), { message: 'The exporter was shut down before the call' });
      }
      assert.equal(wire.requests.length, 1);
      assert.deepEqual(clock.waits(), []);
    });

    it('has nothing to destroy before its first call', () => {
      createCloudWatchApi(createFakeClock(), { requestTimeoutMillis: 1_000 }).destroy();
    });
  });

  describe('with a client of the application', () => {
    it('leaves it unchanged and never destroys it', async () => {
      const wire = createWire({ statusCode: 200 });
      const client = wire.client();
      const destroy = sinon.spy(client, 'destroy');
      // A client caches how it signs when it is first used.
      await client.send(new DescribeLogGroupsCommand({}));
      const stack = client.middlewareStack.identify();
      const config = { ...client.config };
      const api = createCloudWatchApi(createFakeClock(), { client, requestTimeoutMillis: 1_000 });

      for (const call of Object.values(CALLS)) await call(api);
      await api.refreshCredentials();
      api.destroy();

      assert.equal(wire.requests.length, 5);
      assert.deepEqual(client.middlewareStack.identify(), stack);
      assert.deepEqual({ ...client.config }, config);
      sinon.assert.notCalled(destroy);
      assert.equal(wire.destroyed, 0);
    });

    it("leaves the client's retries as they are", async () => {
      const wire = createWire(errorAnswer('InternalFailure', '', 500), { statusCode: 200 });
      const api = createCloudWatchApi(createFakeClock(), {
        client: wire.client({ maxAttempts: 3 }),
        requestTimeoutMillis: 1_000,
      });

      await api.putLogEvents(putRequest());

      assert.equal(wire.requests.length, 2);
    });
  });

  it("accepts any result of the application's client, and reports what it throws with the region", async () => {
    for (const result of [undefined, {}, 'text']) {
      const api = apiGiving(() => result);
      await api.createLogGroup({ logGroupName: 'g' });
      await api.createLogStream(to);
      await api.putRetentionPolicy('g', 1);
      await api.putLogEvents(putRequest());
    }
    const api = apiGiving(() => {
      throw new Error('at once');
    });
    await assert.rejects(api.createLogStream(to), { message: 'at once', $region: 'eu-1' });
  });

  describe('time-out', () => {
    it('times out a call and aborts it', async () => {
      const clock = createFakeClock();
      const sent = withResolvers<AbortSignal | undefined>();
      const client = fakeClient((_command, options) => {
        sent.resolve(options?.abortSignal);
        return new Promise(() => undefined);
      });
      const api = createCloudWatchApi(clock, { client, requestTimeoutMillis: 1_000 });

      const call = assert.rejects(api.putLogEvents(putRequest()), {
        name: 'TimeoutError',
        message: /1000 ms \(requestTimeoutMillis\)/,
      });
      const signal = await sent.promise;
      await clock.advance(999);
      assert.equal(signal?.aborted, false);
      await clock.advance(1);

      await call;
      assert.equal(signal.aborted, true);
    });

    it('times out a call whose credential provider hangs', async () => {
      const clock = createFakeClock();
      const wire = createWire({ statusCode: 200 });
      const api = createCloudWatchApi(clock, {
        clientConfig: { ...wire.config, credentials: () => new Promise(() => undefined) },
        requestTimeoutMillis: 1_000,
      });

      const call = assert.rejects(api.createLogStream(to), { name: 'TimeoutError' });
      await clock.advance(1_000);

      await call;
      assert.equal(wire.requests.length, 0);
    });

    it('leaves no timer behind, and none that keeps the process alive', async () => {
      const clock = createFakeClock();
      const client = fakeClient((command) => {
        assert.equal(clock.waits().length, 1);
        assert.equal(clock.keepingAlive, 0);
        return 'logStreamName' in command.input ? Promise.resolve({}) : Promise.reject(new Error('no'));
      });
      const api = createCloudWatchApi(clock, { client, requestTimeoutMillis: 1_000 });

      await api.createLogStream(to);
      await assert.rejects(api.putRetentionPolicy('g', 1));
      await clock.settle();

      assert.deepEqual(clock.waits(), []);
    });
  });

  describe('tracing', () => {
    before(() => context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()));
    after(() => context.disable());

    for (const [name, call] of Object.entries(CALLS)) {
      it(`is suppressed in ${name}`, async () => {
        let suppressed: boolean | undefined;
        const client = fakeClient(async () => {
          await Promise.resolve();
          suppressed = isTracingSuppressed(context.active());
          return {};
        });

        await call(createCloudWatchApi(createFakeClock(), { client, requestTimeoutMillis: 1_000 }));

        assert.equal(suppressed, true);
        assert.equal(isTracingSuppressed(context.active()), false);
      });
    }

    it('is suppressed for credentials too', async () => {
      const seen: boolean[] = [];
      const wire = createWire({ statusCode: 200 });
      const client = wire.client({
        credentials: () => {
          seen.push(isTracingSuppressed(context.active()));
          return Promise.resolve({ ...CREDENTIALS });
        },
      });
      const api = createCloudWatchApi(createFakeClock(), { client, requestTimeoutMillis: 1_000 });

      await api.createLogStream(to);
      await api.refreshCredentials();

      assert.deepEqual(seen, [true, true]);
    });
  });

  describe('refreshCredentials', () => {
    it("asks a real client's provider again, and the next call is signed with what it gives", async () => {
      const wire = createWire({ statusCode: 200 });
      const keys = ['AKIDOLD', 'AKIDNEW'];
      const client = wire.client({
        credentials: () => Promise.resolve({ ...CREDENTIALS, accessKeyId: keys.shift()! }),
      });
      const api = createCloudWatchApi(createFakeClock(), { client, requestTimeoutMillis: 1_000 });

      await api.createLogStream(to);
      await api.refreshCredentials();
      await api.createLogStream(to);

      assert.match(wire.requests[0]!.headers['authorization']!, /AKIDOLD/);
      assert.match(wire.requests[1]!.headers['authorization']!, /AKIDNEW/);
    });

    it('does nothing for a client that has no configuration to look at', async () => {
      const client = fakeClient(() => assert.fail('nothing is sent'));

      await createCloudWatchApi(createFakeClock(), {
        client,
        requestTimeoutMillis: 1_000,
      }).refreshCredentials();
    });
  });
});
