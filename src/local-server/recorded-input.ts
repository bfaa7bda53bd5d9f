import { type Input, isObject } from './model/input.js';
import { EVENT_OVERHEAD_BYTES, MAX_IDENTIFIER_LENGTH, MAX_RECORDED_CHARS } from './model/limits.js';
import { groupNameOfArn } from './model/names.js';
import type { RecordedInput } from './model/types.js';

/**
 * The input of a request for the record. Events are replaced by their counts, because the record would hold all of them.
 * Other large members are left out.
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

/** The group of a call, by whichever member names it. */
export function groupOf(input: RecordedInput): string | undefined {
  if (input.logGroupName !== undefined) return input.logGroupName;
  const identifier = textOf(input['logGroupIdentifier']) ?? textOf(input['resourceArn']);
  return identifier === undefined ? undefined : (groupNameOfArn(identifier) ?? identifier);
}

/** Empty for a member that is absent, not a text or too long for a name, so that the record adds no member. */
function textMember(
  name: 'logGroupName' | 'logStreamName',
  value: unknown,
): { logGroupName?: string; logStreamName?: string } {
  return typeof value === 'string' && value.length <= MAX_IDENTIFIER_LENGTH ? { [name]: value } : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
