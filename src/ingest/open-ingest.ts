import { trace } from '@opentelemetry/api';
import { ByteWriter } from '../encode/byte-writer.js';
import { createEncoder } from '../encode/encoder.js';
import type { ResolvedOptions } from '../options/resolve-options.js';
import type { Outbox } from '../outbox/outbox.js';
import { createRouter } from '../route/router.js';
import type { Telemetry } from '../telemetry/telemetry.js';
import type { BufferPool } from '../util/buffer-pool.js';
import type { Clock } from '../util/clock.js';
import { createCoarseClock } from '../util/coarse-clock.js';
import { randomId } from '../util/crypto.js';
import type { ProcessFacts } from '../util/process-facts.js';
import { quietly } from '../util/quietly.js';
import { createBudget } from './budget.js';
import { createErrorContext } from './error-context.js';
import { createEmitQueue, type EmitQueue } from './emit-queue.js';
import { EventBlocks } from './event-blocks.js';
import { createEventWriter } from './event-writer.js';
import { createExportQueue, type ExportQueue } from './export-queue.js';
import { createIngest, type Ingest, type IngestParts } from './ingest.js';
import { createNotices, type NoticesParts } from './notices.js';
import { createSelection, type Selection } from './selection.js';

export interface OpenIngestParts {
  readonly clock: Clock;
  readonly processFacts: ProcessFacts;
  readonly pool: BufferPool;
  readonly outbox: Pick<Outbox, 'add' | 'entityOf' | 'has' | 'forget'>;
  readonly telemetry: Pick<Telemetry, 'metrics' | 'losses' | 'notSent' | 'diagnostics' | 'warnHourly'>;
  readonly reporter: Pick<NoticesParts, 'markInternal'> & { readonly lostBeforeOutbox: IngestParts['lost'] };
}

/** Receives records from the exporter and the processor, and the exporter's own. */
export interface OpenIngest
  extends
    Pick<Selection, 'wouldAdd'>,
    Pick<EmitQueue, 'emit'>,
    Pick<ExportQueue, 'export'>,
    Pick<Ingest, 'reject' | 'isBusy'> {
  /** Resolves when the outbox has all records so far. */
  commit(): Promise<void>;
  /** Gives the outbox all there is at once: no turn of the loop may come any more. */
  commitNow(): void;
  /** Gives the outbox what is held for the case of an exception that is not caught. */
  sendHeld(): void;
  /** Counts held records as not sent. */
  leaveOutHeld(): void;
  /** Writes the notices that are due at the end. */
  tell(): void;
  /** Commits the rest, drops what is held, and stops writing and committing on its own. */
  close(): void;
}

export function openIngest(parts: OpenIngestParts, options: ResolvedOptions): OpenIngest {
  const { clock, pool, outbox, telemetry, reporter } = parts;
  const { metrics, diagnostics, notSent } = telemetry;
  const time = createCoarseClock(clock);
  const router = createRouter(options, {
    processFacts: parts.processFacts,
    now: time.elapsed,
    warn: diagnostics.warn,
    isPending: outbox.has,
    onForget: outbox.forget,
  });
  const out = new ByteWriter();
  const events = new EventBlocks(out, pool);
  const encoder = createEncoder(
    { ...options, maxEventBytes: Math.min(options.maxEventBytes, options.maxBatchBytes) },
    {
      out,
      newId: randomId,
      warnOnce: diagnostics.warnOnce,
      warnHourly: telemetry.warnHourly,
      onTruncated: metrics.truncated,
    },
  );
  const writer = createEventWriter(encoder, events);
  const selection = createSelection(options, notSent.add);
  const context = options.errorContext && createErrorContext(options.errorContext, writer, notSent.add);
  const budget = options.budget && createBudget(options.budget);
  const ingest = createIngest({
    router,
    writer,
    events,
    outbox,
    clock: time,
    selection,
    context,
    budget,
    accepted: metrics.accepted,
    lost: reporter.lostBeforeOutbox,
  });
  const notices = createNotices(
    { clock, ingest, budget, telemetry, markInternal: reporter.markInternal },
    options,
  );
  const exports = createExportQueue(ingest, clock, time);
  const emits = createEmitQueue(ingest, clock, time, {
    scheduledDelayMillis: options.scheduledDelayMillis,
    maxBytes: options.outbox.maxBytes,
  });

  return {
    wouldAdd: (record) => selection?.wouldAdd(record) ?? true,
    emit: emits.emit,
    export: exports.export,
    reject: ingest.reject,
    get isBusy() {
      return ingest.isBusy;
    },
    async commit() {
      await emits.commit();
      await exports.idle();
    },
    commitNow() {
      ingest.interrupt();
      exports.commitNow();
      emits.commitNow();
    },
    // A span of the application's own making may throw.
    sendHeld: () => ingest.sendHeld(quietly(() => trace.getActiveSpan()?.spanContext())),
    leaveOutHeld: () => context?.clear(),
    tell: notices.tell,
    close() {
      emits.commitNow();
      emits.close();
      context?.clear();
      notices.close();
    },
  };
}
