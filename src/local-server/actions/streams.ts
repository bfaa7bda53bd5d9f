import type { ActionContext } from './context.js';
import { Constraints } from '../model/constraints.js';
import { EventLog } from '../model/event-log.js';
import { asBoolean, asString, type Input } from '../model/input.js';
import { readGroupIdentifier, readGroupName, readStreamName, streamArn } from '../model/names.js';
import { readPage, turnPage } from './pages.js';
import { alreadyExists, invalidParameter } from '../model/service-error.js';
import type { Stream } from '../model/store.js';

/** Returned for old callers only: the service ignores sequence tokens. */
export const SEQUENCE_TOKEN = '0'.repeat(56);

export function createLogStream(input: Input, { store, now }: ActionContext): object {
  const { groupName, streamName } = readGroupAndStream(input);
  const group = store.group(groupName);
  if (group.streams.has(streamName)) throw alreadyExists('stream');
  group.streams.set(streamName, {
    name: streamName,
    creationTime: now(),
    log: new EventLog(),
    lastIngestionTime: undefined,
  });
  return {};
}

export function deleteLogStream(input: Input, { store }: ActionContext): object {
  const { groupName, streamName } = readGroupAndStream(input);
  store.deleteStream(groupName, streamName);
  return {};
}

function readGroupAndStream(input: Input): { groupName: string; streamName: string } {
  const constraints = new Constraints();
  const groupName = readGroupName(input, constraints);
  const streamName = readStreamName(input, constraints);
  constraints.check();
  return { groupName, streamName };
}

export function describeLogStreams(input: Input, { store }: ActionContext): object {
  const constraints = new Constraints();
  const groupName = readGroupIdentifier(input, constraints);
  const page = readPage(input, constraints);
  const prefix = asString(input['logStreamNamePrefix']);
  const orderBy = asString(input['orderBy']) ?? 'LogStreamName';
  constraints.oneOf('input', 'orderBy', orderBy, ['LogStreamName', 'LastEventTime']);
  const descending = asBoolean(input['descending']) ?? false;
  constraints.check();
  if (orderBy === 'LastEventTime' && prefix !== undefined) {
    throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.', 'input');
  }
  const streams = [...store.group(groupName).streams.values()]
    .filter(({ name }) => name.startsWith(prefix ?? ''))
    .toSorted(orderBy === 'LastEventTime' ? byLastEvent : byName);
  if (descending) streams.reverse();
  const { items, nextToken } = turnPage(streams, page);
  return { logStreams: items.map((stream) => describe(groupName, stream)), nextToken };
}

function byName(a: Stream, b: Stream): number {
  return a.name < b.name ? -1 : 1;
}

function byLastEvent(a: Stream, b: Stream): number {
  return lastTimestamp(a) - lastTimestamp(b) || byName(a, b);
}

function lastTimestamp({ log }: Stream): number {
  return log.sorted().at(-1)?.timestamp ?? 0;
}

function describe(groupName: string, stream: Stream): object {
  const events = stream.log.sorted();
  return {
    logStreamName: stream.name,
    creationTime: stream.creationTime,
    firstEventTimestamp: events[0]?.timestamp,
    lastEventTimestamp: events.at(-1)?.timestamp,
    lastIngestionTime: stream.lastIngestionTime,
    uploadSequenceToken: SEQUENCE_TOKEN,
    arn: streamArn(groupName, stream.name),
    storedBytes: 0,
  };
}
