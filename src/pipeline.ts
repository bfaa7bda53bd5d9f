import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { createCloudWatchApi } from './deliver/cloudwatch-client.js';
import { createCompressionPolicy, createGzip } from './deliver/compression.js';
import { ownerFingerprint } from './deliver/owner-fingerprint.js';
import { createProvisioner } from './deliver/provisioner.js';
import { createSender } from './deliver/sender.js';
import { createDeliveryReporter } from './dispatch/delivery-reporter.js';
import { createDispatcher } from './dispatch/dispatcher.js';
import { createFlush } from './dispatch/flush.js';
import { createEncoder } from './encode/encoder.js';
import { createBudget } from './ingest/budget.js';
import { createBudgetNotices } from './ingest/budget-notices.js';
import { onExit } from './exit/exit-event.js';
import { createExitDelivery } from './exit/exit-delivery.js';
import { createExitThread } from './exit/exit-thread.js';
import { startWorker } from './exit/start-worker.js';
import { whyNoThread } from './exit/thread-support.js';
import { createEmitQueue } from './ingest/emit-queue.js';
import { createExportQueue } from './ingest/export-queue.js';
import { createIngest } from './ingest/ingest.js';
import { createLossNotices } from './ingest/loss-notices.js';
import { createSelection, type RecordToBe } from './ingest/selection.js';
import type { ResolvedOptions } from './options/resolve-options.js';
import { openOutbox } from './outbox/open-outbox.js';
import { createRouter } from './route/router.js';
import { createBlockers } from './telemetry/blockers.js';
import type { Diagnostics } from './telemetry/diagnostics.js';
import { createHourlyWarnings } from './telemetry/hourly-warnings.js';
import { createLosses } from './telemetry/losses.js';
import { createMetrics } from './telemetry/metrics.js';
import { createNotSent } from './telemetry/not-sent.js';
import { createOutageWatch } from './telemetry/outage.js';
import type { Redaction } from './telemetry/redaction.js';
import { reportRemaining } from './telemetry/shutdown-report.js';
import { createVolume } from './telemetry/volume.js';
import { createBufferPool } from './util/buffer-pool.js';
import type { Clock } from './util/clock.js';
import { createCoarseClock } from './util/coarse-clock.js';
import { randomId } from './util/crypto.js';
import type { ProcessFacts } from './util/process-facts.js';

/** What the pipeline takes from its surroundings. */
export interface Runtime {
  readonly clock: Clock;
  readonly random: () => number;
  readonly diagnostics: Diagnostics;
  readonly redaction: Redaction;
  readonly processFacts: ProcessFacts;
}

/** The way of a record: ingest, outbox, dispatch, deliver, report. */
export interface Pipeline {
  /** Whether a record like that would be sent. */
  wouldTake(record: RecordToBe): boolean;
  /** Takes a record when it is emitted. Never throws. */
  emit(record: ReadableLogRecord): void;
  /** Resolves when the outbox has the records, with how many events it refused. */
  export(records: readonly ReadableLogRecord[]): Promise<number>;
  /** Counts the records as lost: they came after the end. */
  rejectAfterShutdown(records: readonly ReadableLogRecord[]): void;
  /** Resolves when all that came so far has its answer, or the time is up. Never rejects. */
  flush(): Promise<void>;
  /** Flushes, counts what is left in memory as lost, and lets go of everything. Never rejects. */
  close(): Promise<void>;
}

/** Composes the parts, bottom up: the only place that knows them all. */
export function createPipeline(runtime: Runtime, options: ResolvedOptions): Pipeline {
  const { clock, random, diagnostics, redaction, processFacts } = runtime;
  const time = createCoarseClock(clock);
  const pool = createBufferPool();

  const api = createCloudWatchApi(clock, { ...options, onCredentials: redaction.learn });
  const outbox = openOutbox(
    { ...diagnostics, clock, random, free: pool.freeBlock, owner: api.identity },
    { ...options.outbox, fingerprint: () => ownerFingerprint(options, process.env) },
  );

  const waiting = (): number => outbox.count;
  const speech = { elapsed: clock.elapsed, say: diagnostics.warn, waiting };
  const metrics = createMetrics(options.selfObsMeterProvider, () => outbox.bytes);
  const losses = createLosses({
    clock,
    onLoss: options.onLoss,
    warn: diagnostics.warn,
    redact: redaction.error,
  });
  const outage = createOutageWatch({
    ...speech,
    alarm: (message) => diagnostics.trouble('outage', message),
  });
  const blockers = createBlockers({ ...speech, trouble: diagnostics.trouble });
  const volume = createVolume(clock.elapsed, diagnostics.info);
  const reporter = createDeliveryReporter({
    metrics,
    volume,
    losses,
    diagnostics,
    outage,
    blockers,
    waiting,
  });

  const provisioner = createProvisioner({ api, clock, random, diagnostics }, options);
  const compression = createCompressionPolicy(options.compression, () =>
    diagnostics.warn(
      'The endpoint cannot read gzip: events are sent plain. Set compression: "none" to start so.',
    ),
  );
  const sender = createSender({
    api,
    provisioner,
    compression,
    gzip: createGzip(),
    buffers: pool,
    entityFor: outbox.entityOf,
    warnOnce: diagnostics.warnOnce,
    onBody: metrics.body,
  });
  const dispatcher = createDispatcher({ outbox, sender, clock, random, observer: reporter }, options);
  outbox.subscribe({ ready: dispatcher.notify, dropped: reporter.lost, recovered: metrics.accepted });

  const router = createRouter(options, {
    processFacts,
    now: time.elapsed,
    warn: diagnostics.warn,
    isPending: outbox.has,
    onForget: outbox.forget,
  });
  const encoder = createEncoder(
    { ...options, maxEventBytes: Math.min(options.maxEventBytes, options.maxBatchBytes) },
    {
      newId: randomId,
      memory: pool,
      warnOnce: diagnostics.warnOnce,
      warnHourly: createHourlyWarnings({ elapsed: clock.elapsed, warn: diagnostics.warn }),
      onTruncated: metrics.truncated,
    },
  );
  const notSent = createNotSent({ count: metrics.notSent, info: diagnostics.info });
  const selection = createSelection(options, notSent.add);
  const budget = options.budget && createBudget(options.budget);
  const ingest = createIngest({
    router,
    encoder,
    outbox,
    clock: time,
    selection,
    budget,
    overBudget(destination) {
      notSent.add('budget');
      budgetNotices?.add(destination);
    },
    accepted: metrics.accepted,
    lost: reporter.lostBeforeOutbox,
  });
  const exports = createExportQueue(ingest, clock, time);
  const emits = createEmitQueue(ingest, clock, time, {
    scheduledDelayMillis: options.scheduledDelayMillis,
    maxBytes: options.outbox.maxBytes,
  });
  const notices = createLossNotices({ clock, ingest, markInternal: reporter.markInternal });
  const budgetNotices =
    budget &&
    options.budget &&
    createBudgetNotices(
      {
        clock,
        ingest,
        markInternal: reporter.markInternal,
        warn: diagnostics.warn,
        untilRenewal: () => budget.untilRenewal(clock.elapsed()),
      },
      { bytesPerHour: options.budget.bytesPerHour, inStreams: options.lossNotices },
    );
  if (options.lossNotices) losses.subscribe(notices.add);

  const exit = createExitDelivery(
    {
      clock,
      commit() {
        exports.commitNow();
        emits.commitNow();
      },
      outbox,
      known: api.known,
      reporter,
      losses,
      outage,
      diagnostics,
      thread: createExitThread(startWorker, process.env),
      whyNoThread: whyNoThread(),
      process,
      whenAlive: (callback) => void setImmediate(callback),
      register: onExit,
    },
    options,
  );

  const flush = createFlush(
    {
      clock,
      retryNow: dispatcher.retryNow,
      renew: api.giveUp,
      drained: async (timeUp) => {
        await emits.commit();
        await exports.idle();
        await outbox.drained(timeUp);
      },
      answers: () => reporter.answers,
    },
    options,
  );

  return {
    wouldTake: (record) => selection?.wouldTake(record) ?? true,
    emit(record) {
      emits.emit(record);
      exit.added();
    },
    export(records) {
      const refused = exports.export(records);
      exit.added();
      return refused;
    },
    rejectAfterShutdown: (records) => ingest.reject(records, 'shutdown'),
    flush,
    async close() {
      budgetNotices?.tell();
      void notices.tell();
      await flush();
      emits.commitNow();
      emits.close();
      notices.close();
      dispatcher.close();
      provisioner.close();
      exit.counted();
      const remaining = outbox.remaining();
      reportRemaining(remaining, diagnostics, options.flushTimeoutMillis);
      for (const [destination, events] of remaining.volatile) reporter.lost(destination, events, 'shutdown');
      await outbox.close();
      exit.close();
      losses.tell();
      notSent.tell();
      volume.tell();
      metrics.close();
      api.destroy();
    },
  };
}
