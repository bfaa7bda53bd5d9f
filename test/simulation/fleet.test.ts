import assert from 'node:assert/strict';
import { createDispatcher } from '../../src/dispatch/dispatcher.js';
import type { CloudWatchApi } from '../../src/deliver/cloudwatch-client.js';
import { createCompressionPolicy } from '../../src/deliver/compression.js';
import { createProvisioner } from '../../src/deliver/provisioner.js';
import { createSender } from '../../src/deliver/sender.js';
import { createBufferPool } from '../../src/util/buffer-pool.js';
import type { Destination } from '../../src/events/model.js';
import { createOutbox } from '../../src/outbox/create-outbox.js';
import { createArrivals } from '../../src/outbox/journal/arrivals.js';
import { NO_JOURNAL } from '../../src/outbox/journal/journal.js';
import { destination, event } from '../helpers/events.js';
import { createFakeClock, type FakeClock } from '../helpers/fake-clock.js';
import { addAll } from '../helpers/outbox.js';
import { createRandom } from '../helpers/random.js';
import { serviceError, TEXTS } from '../helpers/service-error.js';

/** Calls a second of one account. */
const QUOTAS = { putLogEvents: 5_000, createLogStream: 50, createLogGroup: 10, putRetentionPolicy: 5 };

type QuotaName = keyof typeof QUOTAS;

function nameOf({ logGroupName, logStreamName }: Destination): string {
  return `${logGroupName} ${logStreamName}`;
}

/** CloudWatch Logs as an account sees it: groups, streams, and one token bucket for each action. */
function createAccount(clock: FakeClock) {
  const groups = new Set<string>();
  const streams = new Set<string>();
  const buckets = new Map<QuotaName, { tokens: number; at: number }>();
  const counts = { calls: 0, throttled: 0, arrived: 0 };

  function count(name: QuotaName): void {
    counts.calls++;
    const now = clock.elapsed();
    const bucket = buckets.get(name) ?? { tokens: QUOTAS[name], at: now };
    bucket.tokens = Math.min(QUOTAS[name], bucket.tokens + ((now - bucket.at) / 1000) * QUOTAS[name]);
    bucket.at = now;
    buckets.set(name, bucket);
    if (bucket.tokens < 1) {
      counts.throttled++;
      throw serviceError('ThrottlingException', 'Rate exceeded');
    }
    bucket.tokens--;
  }

  const api: CloudWatchApi = {
    async putLogEvents(request) {
      count('putLogEvents');
      if (!streams.has(nameOf(request.destination))) {
        throw serviceError('ResourceNotFoundException', TEXTS.streamMissing);
      }
      const { logEvents }: { logEvents: unknown[] } = JSON.parse(Buffer.from(request.body.bytes).toString());
      counts.arrived += logEvents.length;
      return { $metadata: {} };
    },
    async createLogStream(to) {
      count('createLogStream');
      if (!groups.has(to.logGroupName)) throw serviceError('ResourceNotFoundException', TEXTS.groupMissing);
      streams.add(nameOf(to));
    },
    async createLogGroup({ logGroupName = '' }) {
      count('createLogGroup');
      if (groups.has(logGroupName)) throw serviceError('ResourceAlreadyExistsException', TEXTS.groupExists);
      groups.add(logGroupName);
    },
    async putRetentionPolicy() {
      count('putRetentionPolicy');
    },
    refreshCredentials: () => Promise.resolve(),
    identity: () => Promise.reject(new Error('not requested')),
    known: () => ({}),
    server: () => undefined,
    failOld: () => undefined,
    destroy: () => undefined,
  };
  return { api, streams, counts };
}

/** One process of the fleet, from its outbox to the account. */
function startExporter(api: CloudWatchApi, clock: FakeClock, random: () => number, name: string): void {
  const to = destination(name, '/otel/fleet');
  const silent = { warnOnce: () => undefined, errorOnce: () => undefined };
  const outbox = createOutbox(
    { clock, journal: NO_JOURNAL, arrivals: createArrivals(), free: () => undefined },
    { maxBytes: 2 ** 20, whenFull: 'drop-newest' },
  );
  const provisioner = createProvisioner(
    { api, clock, random, diagnostics: silent },
    { createLogGroup: true, createLogStream: true, logGroup: { retentionInDays: 7 } },
  );
  const sender = createSender({
    api,
    provisioner,
    compression: createCompressionPolicy('none', () => undefined),
    gzip: () => assert.fail('nothing is compressed'),
    buffers: createBufferPool(0),
    warnOnce: silent.warnOnce,
    onBody: () => undefined,
  });
  const observer = {
    delivered: () => undefined,
    lost: () => assert.fail('nothing is lost'),
    retried: () => undefined,
    gaveUp: () => undefined,
    answered: () => undefined,
    interrupted: () => undefined,
  };
  const dispatcher = createDispatcher(
    { outbox, sender, clock, random, observer },
    { maxConcurrentRequests: 4, maxBatchBytes: 1_048_576, maxBatchCount: 10_000 },
  );
  outbox.subscribe({
    ready: dispatcher.notify,
    dropped: () => assert.fail('nothing is dropped'),
    recovered: () => undefined,
  });
  addAll(outbox, to, [event('started'), event('ready')]);
}

describe('A fleet of 1,000 exporters that start at once', () => {
  it('creates every stream and delivers every record within 90 s, with at most 1.5 times the needed calls', async () => {
    const clock = createFakeClock();
    const random = createRandom(20_261_121);
    const { api, streams, counts } = createAccount(clock);
    const fleet = 1_000;
    for (let index = 0; index < fleet; index++) startExporter(api, clock, random, `process-${index}`);
    let seconds = 0;
    for (; counts.arrived < fleet * 2 && seconds < 90; seconds++) await clock.advance(1_000);

    assert.equal(streams.size, fleet);
    assert.equal(counts.arrived, fleet * 2);
    const needed = fleet * 3 + 3;
    assert.ok(counts.calls <= needed * 1.5, `${counts.calls} calls in ${seconds} s, ${needed} needed`);
  });
});
