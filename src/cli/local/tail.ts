import type { Observer } from '../../local-server/observer.js';
import { clockTime, eventLine, shortTrace } from '../events/event-line.js';
import { readEvent } from '../events/read-event.js';
import { printable } from '../printable.js';
import { REJECTIONS } from './rejections.js';
import type { Terminal } from '../terminal.js';

/** Lines for one call; a burst is read on the page. */
const MAX_LINES = 50;

/** Prints what arrives, and in red what does not. */
export function createTail(terminal: Terminal): Observer {
  const red = (text: string): void => terminal.print(terminal.style('red', printable(text)));
  return {
    stored(_names, events) {
      for (const { timestamp, message } of events.slice(0, MAX_LINES)) {
        const event = readEvent(message);
        terminal.print(eventLine(terminal, clockTime(timestamp), event, shortTrace(event.traceId)));
      }
      if (events.length > MAX_LINES) terminal.print(`... and ${events.length - MAX_LINES} more in this call`);
    },
    rejected({ logGroupName, logStreamName }, reason, events) {
      red(
        `rejected ${events.length} events of ${logGroupName} ${logStreamName}: ${REJECTIONS[reason].join(', ')}`,
      );
    },
    violated({ rule, action, message }) {
      red(`violation ${action} broke "${rule}": ${message}`);
    },
  };
}
