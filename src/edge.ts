// Replaces each entry in an edge runtime, which has no sockets, threads and files of Node.
import { EDGE_MESSAGES } from './messages/edge.js';

const { text, fix } = EDGE_MESSAGES.CWL_EDGE_RUNTIME;
const LINE = `CWL_EDGE_RUNTIME: ${text} ${fix}`;

// oxlint-disable-next-line no-console -- no logger is set where nothing runs
console.warn(LINE);

/** Replaces the exporter and the processor. */
class Nothing {
  export(_records: unknown, done: (result: { code: number; error?: Error }) => void): void {
    done({ code: 1, error: new Error(LINE) });
  }
  enabled(): boolean {
    return false;
  }
  onEmit(): void {
    // Nothing can be sent from here.
  }
  async forceFlush(): Promise<void> {
    // Nothing waits.
  }
  async shutdown(): Promise<void> {
    // Nothing is open.
  }
}

export { Nothing as CloudWatchLogRecordExporter, Nothing as CloudWatchLogRecordProcessor };

export function shareLoggerProvider(): { api: undefined; apiLogs: boolean } {
  return { api: undefined, apiLogs: false };
}

export function startLocalServer(): Promise<never> {
  return Promise.reject(new Error(LINE));
}

/** Flushes nothing, because nothing can wait. */
export function flushAfter<Handler>(handler: Handler): Handler {
  return handler;
}
