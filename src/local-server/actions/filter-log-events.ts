import type { ActionContext } from './context.js';
import { Constraints } from '../model/constraints.js';
import { after, eventId, isBefore, type LoggedEvent, type Position, positionOf } from '../model/event-log.js';
import { compileFilterPattern } from './filter-pattern.js';
import { asBoolean, asString, asStringList, type Input } from '../model/input.js';
import {
  MAX_FILTER_PATTERN_LENGTH,
  MAX_FILTER_STREAMS,
  MAX_NAME_LENGTH,
  MAX_READ_BYTES,
} from '../model/limits.js';
import { checkStreamName, readGroupIdentifier } from '../model/names.js';
import { invalidParameter, streamNotFound } from '../model/service-error.js';
import type { Group, Stream } from '../model/store.js';
import { checkReadable, readBytes, readLimit, readTime } from './get-log-events.js';

interface Found {
  readonly stream: Stream;
  readonly event: LoggedEvent;
}

export function filterLogEvents(input: Input, { store }: ActionContext): object {
  const constraints = new Constraints();
  const groupName = readGroupIdentifier(input, constraints);
  const names = readStreamNames(input, constraints);
  const prefix = asString(input['logStreamNamePrefix']);
  if (prefix !== undefined) {
    constraints.length('input', 'logStreamNamePrefix', prefix, prefix.length, 1, MAX_NAME_LENGTH);
  }
  const limit = readLimit(input, constraints);
  const startTime = readTime(input, 'startTime', constraints) ?? 0;
  const endTime = readTime(input, 'endTime', constraints) ?? Number.MAX_SAFE_INTEGER;
  const pattern = asString(input['filterPattern']) ?? '';
  constraints.string('input', 'filterPattern', pattern, { max: MAX_FILTER_PATTERN_LENGTH });
  const from = readToken(asString(input['nextToken'])) ?? { timestamp: startTime, sequence: 0 };
  constraints.check();
  if (names !== undefined && prefix !== undefined) {
    throw invalidParameter('logStreamNames and logStreamNamePrefix are mutually exclusive.', 'input');
  }
  if (asBoolean(input['startFromHead']) === false) {
    throw invalidParameter('This local server supports only startFromHead true.');
  }
  const matches = compileFilterPattern(pattern);
  const group = store.group(groupName);
  checkReadable(group);

  const found = selectStreams(group, names, prefix)
    .flatMap((stream) => search(stream, from, endTime, limit + 1, matches))
    .toSorted((a, b) => (isBefore(a.event, b.event) ? -1 : 1));
  const page = cutPage(found, limit);
  const last = page.at(-1);
  return {
    events: page.map(({ stream, event }) => ({
      logStreamName: stream.name,
      timestamp: event.timestamp,
      message: event.message,
      ingestionTime: event.ingestionTime,
      eventId: eventId(event),
    })),
    searchedLogStreams: [],
    nextToken: last !== undefined && page.length < found.length ? eventId(after(last.event)) : undefined,
  };
}

function readStreamNames(input: Input, constraints: Constraints): readonly string[] | undefined {
  const names = asStringList(input['logStreamNames']);
  if (names === undefined) return undefined;
  const shown = `[${names.join(', ')}]`;
  constraints.length('input', 'logStreamNames', shown, names.length, 1, MAX_FILTER_STREAMS);
  for (const [index, name] of names.entries()) {
    checkStreamName(name, constraints, `logStreamNames.${index + 1}.member`);
  }
  return names;
}

function readToken(text: string | undefined): Position | undefined {
  if (text === undefined) return undefined;
  const place = positionOf(text);
  if (place === undefined) throw invalidParameter('The specified nextToken is invalid.', 'input');
  return place;
}

function selectStreams(group: Group, names: readonly string[] | undefined, prefix = ''): readonly Stream[] {
  if (names === undefined) return [...group.streams.values()].filter(({ name }) => name.startsWith(prefix));
  return [...new Set(names)].map((name) => {
    const stream = group.streams.get(name);
    if (stream === undefined) throw streamNotFound();
    return stream;
  });
}

/** At most `count` events of one stream: a page needs no more, however long the stream is. */
function search(
  stream: Stream,
  from: Position,
  endTime: number,
  count: number,
  matches: (message: string) => boolean,
): Found[] {
  const found: Found[] = [];
  const events = stream.log.sorted();
  for (let index = stream.log.indexAt(from); index < events.length && found.length < count; index += 1) {
    const event = events[index];
    if (event === undefined || event.timestamp > endTime) break;
    if (matches(event.message)) found.push({ stream, event });
  }
  return found;
}

function cutPage(found: readonly Found[], limit: number): readonly Found[] {
  let bytes = 0;
  let count = 0;
  for (const { event } of found.slice(0, limit)) {
    bytes += readBytes(event);
    if (bytes > MAX_READ_BYTES) break;
    count += 1;
  }
  return found.slice(0, count);
}
