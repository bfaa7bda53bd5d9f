import { randomBytes } from 'node:crypto';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { Clock } from './clock.js';
import { createCloudWatchApi } from './deliver/cloudwatch-client.js';
import { createCompressionPolicy, createGzip } from './deliver/compression.js';
import { createCourier } from './deliver/courier.js';
import { createProvisioner } from './deliver/provisioner.js';
import { createSender } from './deliver/sender.js';
import { createEncoder } from './encode/encoder.js';
import { createFlush } from './flush.js';
import { createIntake } from './intake.js';
import type { Destination, LogEvent } from './model.js';
import { createMemoryOutbox } from './outbox/memory-outbox.js';
import type { ResolvedOptions } from './resolve-options.js';
import { createRouter, type Router } from './route/router.js';
import { createSettlement } from './settlement.js';
import type { Diagnostics } from './telemetry/diagnostics.js';
import { createLosses } from './telemetry/losses.js';
import { createMetrics } from './telemetry/metrics.js';
import { createOutageWatch } from './telemetry/outage.js';

/** Streams that are named in one message. */
const MAX_STREAMS_NAMED = 10;

/** What the pipeline takes from the world. */
export interface World {
  readonly clock: Clock;
  readonly random: () => number;
  readonly diagnostics: Diagnostics;
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
  /** Flushes, counts what is left as lost, and lets go of everything. Never rejects. */
  close(): Promise<void>;
}

/** Composes the rooms: the only place that knows them all. */
export function createPipeline(
  { clock, random, diagnostics, processFacts }: World,
  options: ResolvedOptions,
): Pipeline {
  let closed = false;
  const metrics = createMetrics(options.selfObsMeterProvider, () => outbox.bytes);
  const losses = createLosses({ clock, onLoss: options.onLoss, warn: diagnostics.warn });
  const outbox = createMemoryOutbox(
    { drop: (destination, events) => settlement.lost(destination, events, 'outbox_full') },
    options.outbox,
  );
  const router: Router = createRouter(options, {
    processFacts,
    now: clock.elapsed,
    warn: diagnostics.warn,
    isPending: outbox.holds,
    onForget: outbox.forget,
  });
  const encoder = createEncoder(
    { ...options, maxEventBytes: Math.min(options.maxEventBytes, options.maxBatchBytes) },
    { newId: () => randomBytes(8).toString('hex'), warnOnce: diagnostics.warnOnce },
  );
  const outage = createOutageWatch({
    elapsed: clock.elapsed,
    say: diagnostics.warn,
    alarm: (message) => diagnostics.trouble('outage', message),
    waiting: () => outbox.count,
  });
  const settlement = createSettlement({ metrics, losses, diagnostics, outage });
  const api = createCloudWatchApi(clock, options);
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
    entityFor: router.entityFor,
    warnOnce: diagnostics.warnOnce,
    onBody: metrics.body,
  });
  const courier = createCourier({ outbox, sender, clock, random, observer: settlement }, options);
  const intake = createIntake({
    route: router.route,
    encoder,
    clock,
    hold(destination, events) {
      if (closed) {
        settlement.lostOnTheWay(destination, events, 'shutdown');
        return events.length;
      }
      metrics.accepted(events.length);
      const refused = outbox.add(destination, events);
      courier.notify(destination);
      return refused;
    },
    lose: settlement.lostOnTheWay,
  });

  const flush = createFlush(
    {
      clock,
      hurry: courier.hurry,
      drained: async (timeUp) => {
        await intake.idle();
        await outbox.drained(timeUp);
      },
      answers: () => settlement.answers,
    },
    options,
  );

  function abandon(): void {
    const left = outbox.letGo();
    if (left.length > 0) diagnostics.trouble('shutdown', describeLeft(left, options.flushTimeoutMillis));
    for (const [destination, events] of left) settlement.lost(destination, events, 'shutdown');
  }

  return {
    take: intake.take,
    turnAway: intake.turnAway,
    flush,
    async close() {
      await flush();
      closed = true;
      courier.close();
      provisioner.close();
      abandon();
      losses.tell();
      metrics.close();
      api.destroy();
    },
  };
}

function describeLeft(left: readonly [Destination, readonly LogEvent[]][], millis: number): string {
  const count = left.reduce((sum, [, events]) => sum + events.length, 0);
  const streams = left
    .slice(0, MAX_STREAMS_NAMED)
    .map(
      ([{ logGroupName, logStreamName }, events]) =>
        `${events.length} for "${logGroupName}" "${logStreamName}"`,
    );
  const more = left.length > streams.length ? `, and ${left.length - streams.length} more streams` : '';
  return `Shutdown lost ${count} events that had no answer within ${millis} ms (flushTimeoutMillis): ${streams.join(', ')}${more}. Check the region, the endpoint and the network, or give it more time.`;
}
