import type { ActionContext } from './context.js';
import { Constraints } from '../model/constraints.js';
import { after, eventId, type LoggedEvent, type Position, positionOf } from '../model/event-log.js';
import { asBoolean, asInteger, asLong, asString, type Input } from '../model/input.js';
import { EVENT_OVERHEAD_BYTES, MAX_READ_BYTES, MAX_READ_EVENTS } from '../model/limits.js';
import { readGroupIdentifier, readStreamName } from '../model/names.js';
import { invalidParameter } from '../model/service-error.js';
import type { Group } from '../model/store.js';

/** A token is a direction and a position: `f` reads after the position, `b` before it. */
interface Token {
  readonly direction: 'f' | 'b';
  readonly place: Position;
}

export function getLogEvents(input: Input, { store }: ActionContext): object {
  const constraints = new Constraints();
  const groupName = readGroupIdentifier(input, constraints);
  const streamName = readStreamName(input, constraints);
  const limit = readLimit(input, constraints);
  const startTime = readTime(input, 'startTime', constraints) ?? 0;
  const endTime = readTime(input, 'endTime', constraints) ?? Number.MAX_SAFE_INTEGER;
  const fromHead = asBoolean(input['startFromHead']) ?? false;
  const token = readToken(asString(input['nextToken']));
  constraints.check();
  checkReadable(store.group(groupName));
  const { log } = store.stream(groupName, streamName);

  const all = log.sorted();
  const first = log.indexAt({ timestamp: startTime, sequence: 0 });
  const last = log.indexAt({ timestamp: endTime, sequence: 0 });
  const forward = token === undefined ? fromHead : token.direction === 'f';
  const at = token === undefined ? (forward ? first : last) : log.indexAt(token.place);
  const events = forward
    ? takeForward(all, Math.max(at, first), last, limit)
    : takeBackward(all, first, Math.min(at, last), limit);

  // Without events both tokens stay at the requested position: at the end of a stream the caller's own token is
  // returned, which is how callers detect the end.
  const here = token?.place ?? { timestamp: startTime, sequence: 0 };
  const [head, tail] = [events[0], events.at(-1)];
  return {
    events: events.map(({ timestamp, message, ingestionTime }) => ({ timestamp, message, ingestionTime })),
    nextForwardToken: `f/${eventId(tail === undefined ? here : after(tail))}/s`,
    nextBackwardToken: `b/${eventId(head ?? here)}/s`,
  };
}

function readToken(text: string | undefined): Token | undefined {
  if (text === undefined) return undefined;
  const [direction, id, end, more] = text.split('/');
  const place = positionOf(id ?? '');
  if ((direction !== 'f' && direction !== 'b') || place === undefined || end !== 's' || more !== undefined) {
    throw invalidParameter('The specified nextToken is invalid.', 'input');
  }
  return { direction, place };
}

/** The limits and times that GetLogEvents and FilterLogEvents share. */
export function readLimit(input: Input, constraints: Constraints): number {
  const limit = asInteger(input['limit']) ?? MAX_READ_EVENTS;
  constraints.range('input', 'limit', limit, 1, MAX_READ_EVENTS);
  return limit;
}

export function readTime(
  input: Input,
  name: 'startTime' | 'endTime',
  constraints: Constraints,
): number | undefined {
  const time = asLong(input[name]);
  if (time !== undefined) constraints.range('input', name, time, 0);
  return time;
}

/** The Infrequent Access class does not support GetLogEvents and FilterLogEvents. */
export function checkReadable({ logGroupClass }: Group): void {
  if (logGroupClass === 'INFREQUENT_ACCESS') {
    throw invalidParameter(`The operation is not supported for log groups of class ${logGroupClass}.`);
  }
}

/** Bytes of an event in a response, counted like those of a batch. */
export function readBytes({ message }: LoggedEvent): number {
  return Buffer.byteLength(message) + EVENT_OVERHEAD_BYTES;
}

function takeForward(
  all: readonly LoggedEvent[],
  from: number,
  to: number,
  limit: number,
): readonly LoggedEvent[] {
  let end = from;
  let bytes = 0;
  for (const event of all.slice(from, Math.min(to, from + limit))) {
    bytes += readBytes(event);
    if (bytes > MAX_READ_BYTES) break;
    end += 1;
  }
  return all.slice(from, end);
}

function takeBackward(
  all: readonly LoggedEvent[],
  from: number,
  to: number,
  limit: number,
): readonly LoggedEvent[] {
  let start = to;
  let bytes = 0;
  for (const event of all.slice(Math.max(from, to - limit), Math.max(from, to)).toReversed()) {
    bytes += readBytes(event);
    if (bytes > MAX_READ_BYTES) break;
    start -= 1;
  }
  return all.slice(start, Math.max(start, to));
}
