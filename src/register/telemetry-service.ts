import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { flushTracesAndMetrics } from './api-globals.js';
import type { Closable } from './exit-hooks.js';

interface Parts {
  /** May be shut down more than once; undefined where logs go elsewhere. */
  readonly logs: Pick<LogRecordProcessor, 'forceFlush' | 'shutdown'> | undefined;
  /** Shuts down the providers, that of logs included: NodeSDK, or what stands for it. */
  readonly owner: Pick<LogRecordProcessor, 'shutdown'>;
  /** What is delivered at the end is counted by metrics, which are exported after it. */
  readonly selfMetrics: boolean;
}

/** All that ends together with the process. */
export function createTelemetryService({ logs, owner, selfMetrics }: Parts): Closable {
  // A thread's own end and that of the process may come together, and a provider warns of a second one.
  let end: Promise<void> | undefined;

  async function shutDown(): Promise<void> {
    if (selfMetrics) await settled([logs?.shutdown() ?? NOTHING]);
    // The owner gives up at the first failure, and traces may fail while logs are still on their way.
    await settled([owner.shutdown(), logs?.shutdown() ?? NOTHING]);
  }

  return {
    flush: () => end ?? settled([logs?.forceFlush() ?? NOTHING, flushTracesAndMetrics()]),
    shutdown: () => (end ??= shutDown()),
  };
}

const NOTHING = Promise.resolve();

async function settled(work: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(work);
}
