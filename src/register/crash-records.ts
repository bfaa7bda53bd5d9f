import type { EventEmitter } from 'node:events';
import { context } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { leastNumberOf } from '../events/severity.js';
import { quietly } from '../util/quietly.js';
import { type CrashOrigin, crashRecord, thrownText } from './crash-record.js';
import { createPendingCrashes } from './pending-crashes.js';
import type { RelayProcessor } from './relay-processor.js';

/** The severity number of ERROR. */
const ERROR = leastNumberOf('ERROR');

/** The part of `process` that is used. */
export interface CrashingProcess extends Pick<EventEmitter, 'on' | 'prependListener' | 'listenerCount'> {
  hasUncaughtExceptionCaptureCallback(): boolean;
}

/**
 * Writes a record of the exception that ends the process, unless the application logs it: in the same turn of the event
 * loop, or before its listener ends the process. The process behaves as without it.
 */
export function recordCrashes(
  logs: Pick<RelayProcessor, 'subscribe'>,
  process: CrashingProcess,
  emit: (record: object) => void,
): void {
  const errors = createLoggedErrors();
  const pending = createPendingCrashes();
  let isWatching = false;

  logs.subscribe((record) => {
    for (const text of errorTextsOf(record)) {
      errors.keep(text);
      pending.logged(text);
    }
  });

  process.on('uncaughtExceptionMonitor', (thrown: unknown, origin: CrashOrigin) => {
    // An error thrown here would end the process in another way.
    quietly(() => {
      const message = thrownText(thrown);
      const isLoggedBy = (text: string): boolean => message !== '' && text.includes(message);
      if (errors.some(isLoggedBy)) return;
      const record = crashRecord(thrown, origin);
      const isListenedTo = process.listenerCount('uncaughtException') > 0;
      if (!isListenedTo && !process.hasUncaughtExceptionCaptureCallback()) {
        emit(record);
        return;
      }
      // The application's listeners decide: the process may continue, or end, at once or when they are done.
      pending.add({ ...record, timestamp: new Date(), context: context.active() }, isLoggedBy);
      watchForEnd();
    });
  });

  function watchForEnd(): void {
    if (isWatching) return;
    isWatching = true;
    // A process that ends on its own accepts no records after `beforeExit`.
    for (const event of ['beforeExit', 'exit']) process.prependListener(event, writePending);
  }

  function writePending(exitCode: number): void {
    for (const record of pending.endedBy(exitCode)) quietly(() => emit(record));
  }
}

/** The texts of a record that may name an error. */
function errorTextsOf({ severityNumber, body, attributes }: ReadableLogRecord): string[] {
  if ((severityNumber ?? ERROR) < ERROR) return [];
  return [body, attributes['exception.message']].filter((text) => typeof text === 'string');
}

/** Texts of errors that were logged in this turn of the event loop. */
function createLoggedErrors() {
  let texts: string[] = [];
  return {
    keep(text: string): void {
      if (texts.length === 0) setImmediate(() => (texts = [])).unref();
      texts.push(text);
    },
    some: (isWanted: (text: string) => boolean): boolean => texts.some(isWanted),
  };
}
