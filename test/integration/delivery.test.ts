import assert from 'node:assert/strict';
import { CloudWatchLogsClient, DeleteLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { startLocalServer, type Fault, type LocalServer } from '../../src/local-server/index.js';
import { PROCESS_MILLIS } from '../helpers/limits.js';
import { until } from '../helpers/until.js';
import { emitMixed, idsIn, startService, type Service } from './helpers/service.js';

const GROUP = '/it/shop';
const NAMES = { logGroupName: '/it/{service.name}', logStreamName: 'stream-{attributes.stream}' };
/** On other versions of Node fewer records are enough. */
const RECORDS = Number(process.env['TEST_RECORDS'] ?? 100_000);
const STREAMS = Array.from({ length: 10 }, (_, index) => `stream-s${index}`);

function countUpTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function assertComplete(server: LocalServer, streams = STREAMS): void {
  for (const stream of streams) {
    assert.deepEqual(idsIn(server, GROUP, stream), countUpTo(RECORDS / 10), `ids of ${stream}`);
  }
  assert.deepEqual(server.violations, []);
}

describe(`${RECORDS} records of mixed sizes over ten streams`, () => {
  const scripts: Record<string, Fault[]> = {
    'without faults': [],
    'with 30 % of the calls throttled': [{ kind: 'throttle', rate: 0.3 }],
    'with 20 % of the calls answered by a 5xx': [
      { kind: 'internal-error', rate: 0.1 },
      { kind: 'unavailable', rate: 0.1 },
    ],
    'with 10 % of the connections reset before the write': [{ kind: 'reset-before-write', rate: 0.1 }],
  };

  for (const [name, faults] of Object.entries(scripts)) {
    it(`arrive exactly once and in order ${name}`, async () => {
      await using server = await startLocalServer({ faults });
      // The records come faster than a throttled service accepts them: the outbox must hold all of them.
      await using service = startService(server, { ...NAMES, outbox: { maxBytes: 2 ** 28 } });
      await emitMixed(service.provider, 0, RECORDS);
      // A stream that is throttled several times in a row waits long: regular flushes wake it.
      const flushes = setInterval(() => void service.exporter.forceFlush(), 2_000);
      await server.waitFor(RECORDS, { timeoutMillis: PROCESS_MILLIS }).finally(() => clearInterval(flushes));
      await service.provider.forceFlush();
      assertComplete(server);
      assert.deepEqual(service.losses, []);
    });
  }

  it('arrive exactly once and in order when the group is deleted half-way', async () => {
    await using server = await startLocalServer();
    await using service = startService(server, NAMES);
    await emitMixed(service.provider, 0, RECORDS / 2);
    await server.waitFor(RECORDS / 2, { timeoutMillis: PROCESS_MILLIS });
    const before = new Map(STREAMS.map((stream) => [stream, idsIn(server, GROUP, stream)]));
    const client = new CloudWatchLogsClient(server.clientConfig);
    await client.send(new DeleteLogGroupCommand({ logGroupName: GROUP }));
    client.destroy();

    await emitMixed(service.provider, RECORDS / 2, RECORDS);
    await server.waitFor(RECORDS / 2, { timeoutMillis: PROCESS_MILLIS });

    for (const stream of STREAMS) {
      const ids = [...before.get(stream)!, ...idsIn(server, GROUP, stream)];
      assert.deepEqual(ids, countUpTo(RECORDS / 10), `ids of ${stream}`);
    }
    assert.deepEqual(server.violations, []);
    assert.deepEqual(service.losses, []);
  });

  it('are accepted exactly once when the group is deleted under calls in flight', async () => {
    await using server = await startLocalServer({
      faults: [{ kind: 'delete-group', actions: ['PutLogEvents'], skip: 15 }],
    });
    await using service = startService(server, NAMES);
    await emitMixed(service.provider, 0, RECORDS);
    await until(() => acceptedEvents(server) >= RECORDS);
    await service.provider.forceFlush();
    assert.equal(acceptedEvents(server), RECORDS);
    assert.deepEqual(server.violations, []);
  });

  it('complete in nine streams when the tenth is denied permanently', async () => {
    const denied = 'stream-s3';
    await using server = await startLocalServer({ faults: [{ kind: 'deny', logStreamName: denied }] });
    const service: Service = startService(server, { ...NAMES, flushTimeoutMillis: 1_000 });
    await emitMixed(service.provider, 0, RECORDS);
    await server.waitFor((RECORDS / 10) * 9, { timeoutMillis: PROCESS_MILLIS });
    await service.provider.shutdown();
    assertComplete(
      server,
      STREAMS.filter((stream) => stream !== denied),
    );
    const lost = service.losses.filter(({ logStreamName }) => logStreamName === denied);
    assert.equal(
      lost.reduce((sum, { count }) => sum + count, 0),
      RECORDS / 10,
    );
    assert.equal(lost.length, service.losses.length);
  });
});

function acceptedEvents(server: LocalServer): number {
  return server.calls
    .filter(({ action, status }) => action === 'PutLogEvents' && status === 200)
    .reduce((sum, { input }) => sum + (input.eventCount ?? 0), 0);
}
