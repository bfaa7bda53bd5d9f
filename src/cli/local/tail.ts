import type { Observer } from '../../local-server/open.js';
import { clockTime, eventLine, shortStream, shortTrace } from '../events/event-line.js';
import { readEvent } from '../events/read-event.js';
import { printable } from '../command/printable.js';
import { REJECTIONS } from './rejections.js';
import type { Terminal } from '../command/terminal.js';

/** Lines for one call; a larger burst can be read on the page. */
const MAX_LINES = 50;

/** Prints what arrives, with its stream as soon as there are two streams, and what is rejected in red. */
export function createTail(terminal: Terminal): Observer {
  let only: string | undefined;
  let areMixed = false;
  const red = (text: string): void => terminal.print(terminal.style('red', printable(text)));
  return {
    stored({ logGroupName, logStreamName }, events) {
      only ??= `${logGroupName} ${logStreamName}`;
      areMixed ||= only !== `${logGroupName} ${logStreamName}`;
      const stream = areMixed ? `${shortStream(logStreamName)}  ` : '';
      for (const { timestamp, message } of events.slice(0, MAX_LINES)) {
        const event = readEvent(message);
        const origin = stream + shortTrace(event.traceId);
        terminal.print(eventLine(terminal, clockTime(timestamp), event, origin));
      }
      if (events.length > MAX_LINES) terminal.print(`... and ${events.length - MAX_LINES} more in this call`);
    },
    rejected({ logGroupName, logStreamName }, reason, events) {
      red(
        `rejected ${events.length} events of ${logGroupName} ${logStreamName}: ${REJECTIONS[reason].join(', ')}`,
      );
    },
    violated({ rule, action, message, logGroupName, logStreamName }) {
      const where = [logGroupName, logStreamName].filter((name) => name !== undefined).join(' ');
      red(`violation ${action}${where === '' ? '' : ` of ${where}`} broke "${rule}": ${message}`);
    },
  };
}
