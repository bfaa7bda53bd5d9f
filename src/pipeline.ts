import type { Resource } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { createBufferPool } from './util/buffer-pool.js';
import type { Clock } from './util/clock.js';
import { createCloudWatchApi } from './deliver/cloudwatch-client.js';
import { createCompressionPolicy, createGzip } from './deliver/compression.js';
import { createCourier } from './dispatch/dispatcher.js';
import { randomId } from './util/crypto.js';
import { createProvisioner } from './deliver/provisioner.js';
import { createSender } from './deliver/sender.js';
import { createEncoder } from './encode/encoder.js';
import { createFlush } from './dispatch/flush.js';
import { createIntake } from './ingest/ingest.js';
import { countOf, wholeOf } from './events/runs.js';
import type { Destination, EventBlock } from './events/model.js';
import { openOutbox } from './outbox/open-outbox.js';
import type { ResolvedOptions } from './options/resolve-options.js';
import { createRouter, type Router } from './route/router.js';
import { senderHint } from './deliver/owner-fingerprint.js';
import { createSettlement } from './dispatch/delivery-reporter.js';
import { createBlockers } from './telemetry/blockers.js';
import type { Diagnostics } from './telemetry/diagnostics.js';
import { createHourlyWarnings } from './telemetry/hourly-warnings.js';
import { createLossNotices } from './telemetry/loss-notices.js';
import { createLosses } from './telemetry/losses.js';
import { createMetrics } from './telemetry/metrics.js';
import { createOutageWatch } from './telemetry/outage.js';
import type { Redaction } from './telemetry/redaction.js';
import { shutdownLeft, shutdownLost } from './telemetry/shutdown-report.js';

/** Bytes that are kept for blocks and bodies to come. */
const POOL_BYTES = 16 * 1024 * 1024;

const NO_BYTES = new Uint8Array(0);

/** What the pipeline takes from the world. */
export interface World {
  readonly clock: Clock;
  readonly random: () => number;
  readonly diagnostics: Diagnostics;
  readonly redaction: Redaction;
  readonly processFacts: { readonly hostName: string; readonly pid: number; readonly faasInstance?: string };
}

/** The way of a record: encode, route, hold, slice, deliver, settle. */
export interface Pipeline {
  /** Resolves when the outbox holds the records, with how many found no room. */
  take(records: readonly ReadableLogRecord[]): Promise<number>;
  /** Counts the records as lost: they came after the end. */
  turnAway(records: readonly ReadableLogRecord[]): void;
  /** Resolves when all that came so far has its answer, or the time is up. Never rejects. */
  flush(): Promise<void>;
  /** Flushes, counts what is left in memory as lost, and lets go of everything. Never rejects. */
  close(): Promise<void>;
}

/** Composes the rooms: the only place that knows them all. */
export function createPipeline(
  { clock, random, diagnostics, redaction, processFacts }: World,
  options: ResolvedOptions,
): Pipeline {
  let closed = false;
  let takenAt = clock.elapsed();
  let resource: Resource | undefined;
  const buffers = createBufferPool(POOL_BYTES);
  const metrics = createMetrics(options.selfObsMeterProvider, () => outbox.bytes);
  const losses = createLosses({
    clock,
    onLoss: options.onLoss,
    warn: diagnostics.warn,
    redact: redaction.error,
  });
  const { durable, outbox } = openOutbox(
    {
      clock,
      random,
      drop: (destination, events, reason) => settlement.lost(destination, events, reason),
      free,
      ready: (destination) => courier.notify(destination),
      adopted: metrics.accepted,
      entityFor: (destination) => router.entityFor(destination),
      identity: () => api.identity(),
      trouble: diagnostics.trouble,
      warn: diagnostics.warn,
    },
    { ...options.outbox, hint: () => senderHint(options, process.env) },
  );
  const router: Router = createRouter(options, {
    processFacts,
    // One look at the clock for each export is enough to tell use from an hour of idleness.
    now: () => takenAt,
    warn: diagnostics.warn,
    isPending: outbox.holds,
    onForget: outbox.forget,
  });
  const encoder = createEncoder(
    { ...options, maxEventBytes: Math.min(options.maxEventBytes, options.maxBatchBytes) },
    {
      newId: randomId,
      allocate: buffers.take,
      warnOnce: diagnostics.warnOnce,
      warnHourly: createHourlyWarnings({ elapsed: clock.elapsed, warn: diagnostics.warn }),
      onTruncated: metrics.truncated,
    },
  );
  const speech = { elapsed: clock.elapsed, say: diagnostics.warn, waiting: () => outbox.count };
  const outage = createOutageWatch({
    ...speech,
    alarm: (message) => diagnostics.trouble('outage', message),
  });
  const blockers = createBlockers({ ...speech, trouble: diagnostics.trouble });
  const notices = options.lossNotices
    ? createLossNotices({ clock, resource: () => resource, send: (to, record) => intake.takeOwn(to, record) })
    : undefined;
  const settlement = createSettlement({
    metrics,
    losses,
    notices,
    diagnostics,
    outage,
    blockers,
    waiting: speech.waiting,
  });
  const api = createCloudWatchApi(clock, { ...options, onCredentials: redaction.learn });
  const provisioner = createProvisioner({ api, clock, random, diagnostics }, options);
  const compression = createCompressionPolicy(options.compression, () =>
    diagnostics.warn(
      'The endpoint can not read gzip: events are sent plain. Set compression: "none" to start so.',
    ),
  );
  const sender = createSender({
    api,
    provisioner,
    compression,
    gzip: createGzip(),
    buffers,
    entityFor: durable?.entityOf ?? router.entityFor,
    warnOnce: diagnostics.warnOnce,
    onBody: metrics.body,
  });
  const courier = createCourier({ outbox, sender, clock, random, observer: settlement }, options);
  const intake = createIntake({
    route: router.route,
    encoder,
    clock,
    hold,
    holdOwn(destination, blocks) {
      settlement.excuse(blocks);
      return hold(destination, blocks);
    },
    lose: settlement.lostOnTheWay,
  });

  function hold(destination: Destination, blocks: readonly EventBlock[]): number | Promise<number> {
    const events = blocks.map(wholeOf);
    const count = countOf(events);
    metrics.accepted(count);
    if (closed) {
      settlement.lost(destination, events, 'shutdown');
      return count;
    }
    const refused = outbox.add(destination, blocks);
    // A durable one says itself when they can be taken.
    if (durable === undefined) courier.notify(destination);
    return refused;
  }

  const flush = createFlush(
    {
      clock,
      hurry: courier.hurry,
      renew: api.giveUp,
      drained: async (timeUp) => {
        await intake.idle();
        await outbox.drained(timeUp);
      },
      answers: () => settlement.answers,
    },
    options,
  );

  /** Whoever still holds the block finds it empty, and never the bytes of others. */
  function free(block: EventBlock): void {
    buffers.give(block.bytes);
    block.bytes = NO_BYTES;
  }

  async function abandon(): Promise<void> {
    const left = outbox.letGo();
    if (left.length > 0) diagnostics.trouble('shutdown', shutdownLost(left, options.flushTimeoutMillis));
    for (const [destination, events] of left) settlement.lost(destination, events, 'shutdown');
    const staying = durable?.staying() ?? [];
    if (staying.length > 0) diagnostics.warn(shutdownLeft(staying, options.flushTimeoutMillis));
    await durable?.close();
  }

  return {
    take(records) {
      takenAt = clock.elapsed();
      try {
        resource ??= records[0]?.resource;
      } catch {
        // A record that throws at a touch; another one will show it.
      }
      return intake.take(records);
    },
    turnAway: intake.turnAway,
    flush,
    async close() {
      void notices?.tell();
      await flush();
      closed = true;
      notices?.close();
      courier.close();
      provisioner.close();
      await abandon();
      losses.tell();
      metrics.close();
      api.destroy();
    },
  };
}
