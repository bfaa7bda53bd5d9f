import { type Input, isObject } from './input.js';
import { EVENT_OVERHEAD_BYTES } from './limits.js';
import { groupNameOfArn } from './names.js';
import type { RecordedInput } from './types.js';

/** A request's input for the record: events are replaced by their numbers, or the record would hold them all. */
export function recordedInput(action: string, input: Input): RecordedInput {
  const { logEvents, logGroupName, logStreamName, ...rest } = input;
  const named = {
    ...rest,
    ...textMember('logGroupName', logGroupName),
    ...textMember('logStreamName', logStreamName),
  };
  if (action !== 'PutLogEvents') return named;
  const events: readonly unknown[] = Array.isArray(logEvents) ? logEvents : [];
  let messageBytes = 0;
  for (const event of events) {
    const message = isObject(event) ? event['message'] : undefined;
    if (typeof message === 'string') messageBytes += Buffer.byteLength(message);
  }
  const batchBytes = messageBytes + events.length * EVENT_OVERHEAD_BYTES;
  return { ...named, eventCount: events.length, messageBytes, batchBytes };
}

/** The group a call is about, however it names it. */
export function groupOf(input: RecordedInput): string | undefined {
  if (input.logGroupName !== undefined) return input.logGroupName;
  const identifier = textOf(input['logGroupIdentifier']) ?? textOf(input['resourceArn']);
  return identifier === undefined ? undefined : (groupNameOfArn(identifier) ?? identifier);
}

/** Nothing for a member that is absent or no text, so that the record has no member the request had not. */
function textMember(
  name: 'logGroupName' | 'logStreamName',
  value: unknown,
): { logGroupName?: string; logStreamName?: string } {
  return typeof value === 'string' ? { [name]: value } : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
