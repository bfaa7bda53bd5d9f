import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { flushTracesAndMetrics } from './api-globals.js';
import type { Closable } from './exit-hooks.js';

/**
 * All that ends together with the process.
 *
 * @param logs - may be shut down more than once; undefined where they go elsewhere
 * @param owner - shuts down the providers, that of logs included: NodeSDK, or what stands for it
 */
export function createTelemetryService(
  logs: Pick<LogRecordProcessor, 'forceFlush' | 'shutdown'> | undefined,
  owner: Pick<LogRecordProcessor, 'shutdown'>,
): Closable {
  // A thread's own end and that of the process may come together, and a provider warns of a second one.
  let end: Promise<void> | undefined;
  return {
    flush: () => end ?? settled([logs?.forceFlush() ?? NOTHING, flushTracesAndMetrics()]),
    // The owner gives up at the first failure, and traces may fail while logs are still on their way.
    shutdown: () => (end ??= settled([owner.shutdown(), logs?.shutdown() ?? NOTHING])),
  };
}

const NOTHING = Promise.resolve();

async function settled(work: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(work);
}
