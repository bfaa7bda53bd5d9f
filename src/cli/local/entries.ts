import type { RejectedCounts, Violation } from '../../local-server/index.js';
import type { StreamNames } from '../../local-server/open.js';
import { beginningOf } from '../../util/beginning-of.js';
import { readEvent, type EventText, type Level } from '../events/read-event.js';
import { REJECTIONS } from './rejections.js';

/** One line of the page. */
export interface Entry {
  readonly id: number;
  readonly kind: 'event' | 'rejected' | 'violation';
  readonly time: number;
  readonly level: Level;
  /** The severity text of the logger, or the rule that was broken. */
  readonly label: string;
  readonly text: string;
  readonly group?: string;
  readonly stream?: string;
  readonly traceId?: string;
  /** The exception, if the text does not contain it. */
  readonly exception?: string;
  /** The whole event; it may be cut. */
  readonly message: string;
}

/** The longest event that is shown whole. */
const MAX_MESSAGE_CHARS = 64 * 1024;
const MAX_TEXT_CHARS = 2_000;

interface Event {
  readonly timestamp: number;
  readonly message: string;
}

type Unnumbered = Omit<Entry, 'id'>;

export function entryOfEvent(names: StreamNames, { timestamp, message }: Event): Unnumbered {
  const event = readEvent(message);
  return {
    ...namesOf(names),
    kind: 'event',
    time: timestamp,
    level: event.level,
    label: event.levelText,
    text: beginningOf(event.text, MAX_TEXT_CHARS),
    ...restOf(event),
    message: shown(message),
  };
}

export function entryOfRejected(
  names: StreamNames,
  reason: keyof RejectedCounts,
  { timestamp, message }: Event,
): Unnumbered {
  const [label, rule] = REJECTIONS[reason];
  const event = readEvent(message);
  return {
    ...namesOf(names),
    kind: 'rejected',
    time: timestamp,
    level: 'error',
    label,
    text: beginningOf(`${rule}: ${event.text}`, MAX_TEXT_CHARS),
    ...restOf(event),
    message: shown(message),
  };
}

export function entryOfViolation(violation: Violation): Unnumbered {
  const { rule, message, action, logGroupName, logStreamName, time } = violation;
  return {
    kind: 'violation',
    time,
    level: 'error',
    label: rule,
    text: `${action}: ${message}`,
    ...(logGroupName !== undefined && { group: logGroupName }),
    ...(logStreamName !== undefined && { stream: logStreamName }),
    message: shown(JSON.stringify(violation)),
  };
}

function namesOf({ logGroupName, logStreamName }: StreamNames): { group: string; stream: string } {
  return { group: logGroupName, stream: logStreamName };
}

function restOf({ traceId, exception }: EventText): Pick<Entry, 'traceId' | 'exception'> {
  return { ...(traceId !== undefined && { traceId }), ...(exception !== undefined && { exception }) };
}

function shown(message: string): string {
  const beginning = beginningOf(message, MAX_MESSAGE_CHARS);
  const missing = message.length - beginning.length;
  return missing === 0 ? message : `${beginning}… (${missing} characters more)`;
}
