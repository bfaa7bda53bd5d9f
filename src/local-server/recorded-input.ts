import { type Input, isObject } from './input.js';
import { EVENT_OVERHEAD_BYTES, MAX_IDENTIFIER_LENGTH, MAX_RECORDED_CHARS } from './limits.js';
import { groupNameOfArn } from './names.js';
import type { RecordedInput } from './types.js';

/**
 * A request's input for the record: events are replaced by their numbers, or the record would hold them all. Other
 * members of such a size are left out.
 */
export function recordedInput(action: string, input: Input): RecordedInput {
  const { logEvents, logGroupName, logStreamName, ...rest } = input;
  const named = {
    ...(isSmall(rest) && rest),
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

function isSmall(members: object): boolean {
  try {
    return JSON.stringify(members).length <= MAX_RECORDED_CHARS;
  } catch {
    // Nested too deeply to be written.
    return false;
  }
}

/** The group a call is about, however it names it. */
export function groupOf(input: RecordedInput): string | undefined {
  if (input.logGroupName !== undefined) return input.logGroupName;
  const identifier = textOf(input['logGroupIdentifier']) ?? textOf(input['resourceArn']);
  return identifier === undefined ? undefined : (groupNameOfArn(identifier) ?? identifier);
}

/** Nothing for a member that is absent, no text or too long for a name, so that the record has no member the request had not. */
function textMember(
  name: 'logGroupName' | 'logStreamName',
  value: unknown,
): { logGroupName?: string; logStreamName?: string } {
  return typeof value === 'string' && value.length <= MAX_IDENTIFIER_LENGTH ? { [name]: value } : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
