import type { ActionContext } from './context.js';
import { Constraints } from '../model/constraints.js';
import { checkEntity, readEntity } from './entity.js';
import { asList, asLong, asObject, asString, type Input } from '../model/input.js';
import {
  DAY_MILLIS,
  EVENT_OVERHEAD_BYTES,
  MAX_BATCH_BYTES,
  MAX_BATCH_EVENTS,
  MAX_BATCH_SPAN_MILLIS,
  MAX_EVENT_AGE_MILLIS,
  MAX_EVENT_LEAD_MILLIS,
} from '../model/limits.js';
import { readGroupName, readStreamName } from '../model/names.js';
import { invalidParameter } from '../model/service-error.js';
import type { NewEvent } from '../model/store.js';
import { SEQUENCE_TOKEN } from './streams.js';

/** The accepted part of a batch: events from `start` up to `end`. */
interface Window {
  readonly tooOldEnd: number;
  readonly tooNewStart: number;
}

export function putLogEvents(input: Input, context: ActionContext): object {
  const constraints = new Constraints();
  const groupName = readGroupName(input, constraints);
  const streamName = readStreamName(input, constraints);
  const events = readEvents(input, constraints);
  const entity = readEntity(input, constraints);
  constraints.check();
  checkOrder(events);
  const bytes = checkBytes(events);
  const now = context.now();
  const window = {
    tooOldEnd: countBefore(events, now - MAX_EVENT_AGE_MILLIS),
    tooNewStart: countBefore(events, now + MAX_EVENT_LEAD_MILLIS + 1),
  };
  checkSpan(events, window);

  const group = context.store.group(groupName);
  const stream = context.store.stream(groupName, streamName);
  const expiredEnd =
    group.retentionInDays === undefined ? 0 : countBefore(events, now - group.retentionInDays * DAY_MILLIS);
  const start = Math.max(window.tooOldEnd, expiredEnd);
  const end = Math.max(start, window.tooNewStart);
  const accepted = end - start === events.length ? events : events.slice(start, end);
  const acceptedBytes = accepted === events ? bytes : messageBytes(accepted);
  const names = { logGroupName: groupName, logStreamName: streamName };
  if (accepted.length > 0) {
    const kept = accepted.map((event) => wellFormed(event, context));
    context.store.append(stream, kept, acceptedBytes, now);
    context.stored(names, kept);
  }
  context.reject(names, 'tooOld', events.slice(0, window.tooOldEnd));
  context.reject(names, 'expired', events.slice(window.tooOldEnd, start));
  context.reject(names, 'tooNew', events.slice(end));

  const entityError = entity === undefined ? undefined : checkEntity(entity, group.logGroupClass);
  if (entityError !== undefined) context.report('entity', `The entity was rejected: ${entityError}`);
  return {
    nextSequenceToken: SEQUENCE_TOKEN,
    rejectedLogEventsInfo: rejectionInfo(events.length, window, expiredEnd),
    rejectedEntityInfo: entityError === undefined ? undefined : { errorType: entityError },
  };
}

function readEvents(input: Input, constraints: Constraints): NewEvent[] {
  const list = asList(input['logEvents']);
  if (list === undefined) {
    constraints.required('batch count', 'logEvents');
    return [];
  }
  const shown = list.length === 0 ? '[]' : `[${list.length} events]`;
  constraints.length('batch count', 'logEvents', shown, list.length, 1, MAX_BATCH_EVENTS);
  return list.map((member, index) => readEvent(asObject(member), index + 1, constraints));
}

function readEvent(event: Input | undefined, number: number, constraints: Constraints): NewEvent {
  const timestamp = asLong(event?.['timestamp']);
  const message = asString(event?.['message']);
  if (timestamp === undefined) constraints.required('timestamp', `logEvents.${number}.member.timestamp`);
  else if (timestamp < 0)
    constraints.range('timestamp', `logEvents.${number}.member.timestamp`, timestamp, 0);
  if (message === undefined) constraints.required('message', `logEvents.${number}.member.message`);
  else if (message === '') constraints.length('message', `logEvents.${number}.member.message`, '', 0, 1);
  return { timestamp: timestamp ?? 0, message: message ?? '' };
}

function checkOrder(events: readonly NewEvent[]): void {
  let previous = 0;
  for (const { timestamp } of events) {
    if (timestamp < previous) {
      throw invalidParameter(
        'Log events in a single PutLogEvents request must be in chronological order.',
        'batch order',
      );
    }
    previous = timestamp;
  }
}

function checkBytes(events: readonly NewEvent[]): number {
  let total = 0;
  for (const { message } of events) {
    const bytes = Buffer.byteLength(message);
    const eventBytes = bytes + EVENT_OVERHEAD_BYTES;
    if (eventBytes > MAX_BATCH_BYTES) {
      throw invalidParameter(
        `Log event too large: ${eventBytes} bytes exceeds limit of ${MAX_BATCH_BYTES}`,
        'event bytes',
      );
    }
    total += bytes;
  }
  const batchBytes = total + events.length * EVENT_OVERHEAD_BYTES;
  if (batchBytes > MAX_BATCH_BYTES) {
    throw invalidParameter(
      `Upload too large: ${batchBytes} bytes exceeds limit of ${MAX_BATCH_BYTES}`,
      'batch bytes',
    );
  }
  return total;
}

/** Only events neither too old nor too new count towards the 24 hours. */
function checkSpan(events: readonly NewEvent[], { tooOldEnd, tooNewStart }: Window): void {
  const first = events[tooOldEnd];
  const last = events[tooNewStart - 1];
  if (first !== undefined && last !== undefined && last.timestamp - first.timestamp > MAX_BATCH_SPAN_MILLIS) {
    throw invalidParameter(
      'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
      'batch span',
    );
  }
}

/** How many events of an ordered batch are older than a time. */
function countBefore(events: readonly NewEvent[], time: number): number {
  const index = events.findIndex(({ timestamp }) => timestamp >= time);
  return index === -1 ? events.length : index;
}

function messageBytes(events: readonly NewEvent[]): number {
  return events.reduce((sum, { message }) => sum + Buffer.byteLength(message), 0);
}

/** It is not known what the service does with an unpaired surrogate; a correct exporter never sends one. */
function wellFormed(event: NewEvent, { report }: ActionContext): NewEvent {
  if (event.message.isWellFormed()) return event;
  report('lone surrogate', 'A message has an unpaired surrogate; it is stored as U+FFFD.');
  return { timestamp: event.timestamp, message: event.message.toWellFormed() };
}

/** Too old and expired: a prefix, its end exclusive. Too new: a suffix, its start inclusive. */
function rejectionInfo(
  count: number,
  { tooOldEnd, tooNewStart }: Window,
  expiredEnd: number,
): object | undefined {
  const tooNew = tooNewStart < count;
  const expired = expiredEnd > tooOldEnd;
  if (tooOldEnd === 0 && !tooNew && !expired) return undefined;
  return {
    tooOldLogEventEndIndex: tooOldEnd > 0 ? tooOldEnd : undefined,
    expiredLogEventEndIndex: expired ? expiredEnd : undefined,
    tooNewLogEventStartIndex: tooNew ? tooNewStart : undefined,
  };
}
