import type { EventEmitter } from 'node:events';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { type CrashOrigin, type CrashRecord, crashRecord, messageOf } from './crash-record.js';
import type { RelayProcessor } from './relay-processor.js';

/** The severity number of ERROR. */
const ERROR: number = 17;

/** The part of `process` that is used. */
export interface CrashingProcess extends Pick<
  EventEmitter,
  'on' | 'prependListener' | 'removeListener' | 'listenerCount'
> {
  hasUncaughtExceptionCaptureCallback(): boolean;
}

/**
 * Writes a record of the exception that ends the process, unless the application logs it in the same turn of the event
 * loop. The process behaves as without it.
 */
export function recordCrashes(
  logs: Pick<RelayProcessor, 'subscribe'>,
  process: CrashingProcess,
  emit: (record: CrashRecord) => void,
): void {
  const errors = createLoggedErrors();
  logs.subscribe(errors.note);

  /** An error thrown here would end the process in another way. */
  function write(thrown: unknown, origin: CrashOrigin): void {
    try {
      if (!errors.hasMessage(messageOf(thrown))) emit(crashRecord(thrown, origin));
    } catch {
      // There is no way to report it.
    }
  }

  process.on('uncaughtExceptionMonitor', (thrown: unknown, origin: CrashOrigin) => {
    if (process.listenerCount('uncaughtException') === 0 && !process.hasUncaughtExceptionCaptureCallback()) {
      write(thrown, origin);
      return;
    }
    // The application's listeners decide: the process may continue, or exit. The exception ended it if it exits now.
    const onExit = (): void => write(thrown, origin);
    process.prependListener('exit', onExit);
    setImmediate(() => process.removeListener('exit', onExit)).unref();
  });
}

/** Texts of errors that were logged in this turn of the event loop. */
function createLoggedErrors() {
  let texts: string[] = [];

  function keep(text: unknown): void {
    if (typeof text !== 'string') return;
    if (texts.length === 0) setImmediate(() => (texts = [])).unref();
    texts.push(text);
  }

  return {
    note({ severityNumber, body, attributes }: ReadableLogRecord): void {
      if ((severityNumber ?? ERROR) < ERROR) return;
      keep(body);
      keep(attributes['exception.message']);
    },
    hasMessage: (message: string): boolean => message !== '' && texts.some((text) => text.includes(message)),
  };
}
