import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { flushTracesAndMetrics } from './api-globals.js';
import type { Closable } from './exit-hooks.js';

interface Parts {
  /** May be shut down more than once; undefined where logs go to other exporters. */
  readonly logs: Pick<LogRecordProcessor, 'forceFlush' | 'shutdown'> | undefined;
  /** Shuts down the providers, including that of logs: NodeSDK, or its replacement. */
  readonly owner: Pick<LogRecordProcessor, 'shutdown'>;
  /** Metrics count what is delivered, so they are exported after it. */
  readonly selfMetrics: boolean;
}

/** Everything that ends together with the process. */
export function createTelemetryService({ logs, owner, selfMetrics }: Parts): Closable {
  // The end of a thread and of the process may come together, and a provider warns of a second shutdown.
  let end: Promise<void> | undefined;

  async function shutDown(): Promise<void> {
    if (selfMetrics) await waitForAll([logs?.shutdown() ?? NOTHING]);
    // NodeSDK stops at the first failure, and traces may fail while logs are still being sent.
    await waitForAll([owner.shutdown(), logs?.shutdown() ?? NOTHING]);
  }

  async function flush(): Promise<void> {
    const delivered = logs?.forceFlush() ?? NOTHING;
    if (selfMetrics) await waitForAll([delivered]);
    await waitForAll([delivered, flushTracesAndMetrics()]);
  }

  return {
    flush: () => end ?? flush(),
    shutdown: () => (end ??= shutDown()),
  };
}

const NOTHING = Promise.resolve();

/** Some may fail. */
async function waitForAll(work: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(work);
}
