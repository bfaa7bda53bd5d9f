import { eventLine } from '../events/event-line.js';
import { type EventText, readEvent } from '../events/read-event.js';
import type { Terminal } from '../command/terminal.js';
import type { ReceivedEvent } from './received-events.js';

type DatedEvent = EventText & Pick<ReceivedEvent, 'time'>;

/** The trace of the order that failed, and of one that succeeded: only the first has debug records. */
export function showTraces(terminal: Terminal, received: readonly ReceivedEvent[]): void {
  const events = received
    .map(({ time, message }) => ({ time, ...readEvent(message) }))
    .toSorted((a, b) => a.time - b.time);
  const failed = events.find(({ level }) => level === 'error')?.traceId;
  const good = events.find(({ traceId }) => traceId !== failed)?.traceId;
  const ofFailed = events.filter(({ traceId }) => traceId === failed);
  const loggers = [...new Set(ofFailed.map(({ scope = '' }) => loggerOf(scope)))];
  heading(terminal, `One trace through ${loggers.join(', ')}: ${failed}`);
  showTrace(terminal, ofFailed);
  heading(terminal, `One that went well, without its debug record: ${good}`);
  showTrace(
    terminal,
    events.filter(({ traceId }) => traceId === good),
  );
}

function showTrace(terminal: Terminal, trace: readonly DatedEvent[]): void {
  for (const event of trace) {
    const after = `+${event.time - (trace[0]?.time ?? 0)} ms`.padStart(12);
    terminal.print(`  ${eventLine(terminal, after, event, loggerOf(event.scope ?? '').padEnd(13))}`);
  }
}

/** Each bridge logs under its own scope. */
function loggerOf(scope: string): string {
  if (scope.includes('winston')) return 'winston';
  return scope.includes('pino') ? 'pino' : 'OpenTelemetry';
}

/** Starts a section of the output. */
export function heading(terminal: Terminal, text: string): void {
  terminal.print(`\n${terminal.style('bold', text)}`);
}
