import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { createCloudWatchApi } from './deliver/cloudwatch-client.js';
import { createDelivery } from './deliver/delivery.js';
import { ownerFingerprint } from './deliver/owner-fingerprint.js';
import { createDeliveryReporter } from './dispatch/delivery-reporter.js';
import { createDispatcher } from './dispatch/dispatcher.js';
import { createFlush } from './dispatch/flush.js';
import { openExitDelivery } from './exit/open-exit-delivery.js';
import { openIngest } from './ingest/open-ingest.js';
import type { RecordToBe } from './ingest/selection.js';
import type { ResolvedOptions } from './options/resolve-options.js';
import { openOutbox } from './outbox/open-outbox.js';
import type { Diagnostics } from './telemetry/diagnostics.js';
import type { SecretFilter } from './telemetry/secret-filter.js';
import { reportRemaining } from './telemetry/shutdown-report.js';
import { createTelemetry } from './telemetry/telemetry.js';
import { createBufferPool } from './util/buffer-pool.js';
import type { Clock } from './util/clock.js';
import type { ProcessFacts } from './util/process-facts.js';

/** What the pipeline needs from its surroundings. */
export interface Runtime {
  readonly clock: Clock;
  readonly random: () => number;
  readonly diagnostics: Diagnostics;
  readonly secretFilter: SecretFilter;
  readonly processFacts: ProcessFacts;
}

/** The path of a record: ingest, outbox, dispatch, deliver, report. */
export interface Pipeline {
  /** Whether a record like that would be sent. */
  wouldAdd(record: RecordToBe): boolean;
  /** Takes a record when it is emitted. Never throws. */
  emit(record: ReadableLogRecord): void;
  /** Resolves when the outbox has the records, with the number of events that it refused. */
  export(records: readonly ReadableLogRecord[]): Promise<number>;
  /** Counts records that came after the end as lost. */
  rejectAfterShutdown(records: readonly ReadableLogRecord[]): void;
  /** Resolves when all records so far have an answer, or after the timeout. Never rejects. */
  flush(): Promise<void>;
  /** Flushes, counts what is left in memory as lost, and releases everything. Never rejects. */
  close(): Promise<void>;
}

/** Composes the folders, bottom up: the only place that knows them all. */
export function createPipeline(runtime: Runtime, options: ResolvedOptions): Pipeline {
  const { clock, random, diagnostics, secretFilter, processFacts } = runtime;
  const pool = createBufferPool();
  const api = createCloudWatchApi(clock, { ...options, onCredentials: secretFilter.learn });
  const outbox = openOutbox(
    { ...diagnostics, clock, random, addLent: pool.addLent, free: pool.freeBlock, owner: api.identity },
    { ...options.outbox, fingerprint: () => ownerFingerprint(options, process.env) },
  );
  const telemetry = createTelemetry({ clock, diagnostics, secretFilter, outbox }, options);
  const { metrics, losses, outage, notSent } = telemetry;
  const reporter = createDeliveryReporter(telemetry);

  const delivery = createDelivery(
    { api, clock, random, diagnostics, buffers: pool, onBody: metrics.body },
    options,
  );
  const dispatcher = createDispatcher(
    { outbox, sender: delivery, clock, random, observer: reporter },
    options,
  );
  outbox.subscribe({ ready: dispatcher.notify, dropped: reporter.lost, recovered: metrics.accepted });

  const ingest = openIngest({ clock, processFacts, pool, outbox, telemetry, reporter }, options);
  const exit = openExitDelivery(
    { clock, ingest, outbox, known: api.known, reporter, losses, outage, notSent, diagnostics },
    options,
  );
  const flush = createFlush(
    {
      clock,
      retryNow: dispatcher.retryNow,
      failOldCalls: api.failOld,
      drained: (timeUp) => ingest.commit().then(() => outbox.drained(timeUp)),
      answers: () => reporter.answers,
    },
    options,
  );

  return {
    wouldAdd: ingest.wouldAdd,
    emit(record) {
      ingest.emit(record);
      exit.added();
    },
    export(records) {
      const refused = ingest.export(records);
      exit.added();
      return refused;
    },
    rejectAfterShutdown: (records) => ingest.reject(records, 'shutdown'),
    flush,
    async close() {
      ingest.tell();
      await flush();
      ingest.close();
      dispatcher.close();
      delivery.close();
      exit.counted();
      const remaining = outbox.remaining();
      reportRemaining(remaining, diagnostics, options.flushTimeoutMillis);
      for (const [destination, events] of remaining.volatile) reporter.lost(destination, events, 'shutdown');
      await outbox.close();
      exit.close();
      telemetry.close();
      api.destroy();
    },
  };
}
