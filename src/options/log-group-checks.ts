import { type Message, messageOf } from '../messages/message.js';
import type { LogGroupClass } from '@aws-sdk/client-cloudwatch-logs';
import type { LogGroupOptions } from './options.js';
import { isNonArrayObject, mistake, must } from './checks.js';
import type { Check } from './checks.js';
import { describeType } from './describe.js';
import { hasText } from '../util/has-text.js';
import { quote } from '../util/quote.js';

/**
 * Days that a group can keep its events.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
 */
export const RETENTION_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/**
 * Rules of CreateLogGroup for its inputs.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
 */
const MAX_TAGS = 50;
const TAG_KEY = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;
const TAG_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;
const MAX_KEY_ID_LENGTH = 256;

/** One of the numbers of days that the service takes. */
export const retentionInDays: Check = must(
  `a number of days that CloudWatch Logs takes (${RETENTION_DAYS.join(', ')})`,
  (value) => typeof value === 'number' && RETENTION_DAYS.includes(value),
);

/** The ARN of a key; the service alone can tell whether it exists. */
export const kmsKeyId: Check = must(
  `the ARN of a KMS key, 1 to ${MAX_KEY_ID_LENGTH} characters`,
  (value) => hasText(value) && value.length <= MAX_KEY_ID_LENGTH,
);

/** Any text: the service may add classes. */
export const logGroupClass: Check = must('the name of a log group class such as STANDARD', hasText);

/** Classes that this version knows. */
const CLASSES: readonly LogGroupClass[] = ['STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY', 'ESSENTIALS'];

/** The class in the spelling of the service if this version knows it; otherwise the text as it is. */
export function knownClass(text: string): string {
  return CLASSES.find((name) => name === text.toUpperCase()) ?? text;
}

/** A warning about a class that this version does not know; otherwise undefined. */
export function unknownClassWarning({ logGroupClass: name }: LogGroupOptions): Message | undefined {
  if (name === undefined || CLASSES.some((known) => known === name)) return undefined;
  return messageOf('CWL_LOG_GROUP_CLASS_UNKNOWN', { name: quote(name), classes: CLASSES.join(', ') });
}

/** Tags as CreateLogGroup accepts them; their values are never shown. */
export const tags: Check = (path, value) => {
  const expected = `an object of 1 to ${MAX_TAGS} tags`;
  if (!isNonArrayObject(value)) return [mistake(path, expected, describeType(value))];
  let keys: string[];
  try {
    keys = Object.keys(value);
  } catch {
    return [mistake(path, expected, 'one whose keys cannot be read')];
  }
  if (keys.length < 1 || keys.length > MAX_TAGS) return [mistake(path, expected, String(keys.length))];
  return keys.flatMap((key) => checkTag(`${path}[${quote(key)}]`, key, value));
};

function checkTag(path: string, key: string, all: object): string[] {
  const mistakes: string[] = [];
  if (!TAG_KEY.test(key)) {
    mistakes.push(
      mistake(
        path,
        'a key of 1 to 128 letters, digits, spaces and _ . : / = + - @',
        `${key.length} characters`,
      ),
    );
  }
  const expected = 'a value of up to 256 letters, digits, spaces and _ . : / = + - @';
  try {
    const value: unknown = Reflect.get(all, key);
    if (typeof value !== 'string') mistakes.push(mistake(path, expected, describeType(value)));
    else if (!TAG_VALUE.test(value)) mistakes.push(mistake(path, expected, 'another text'));
  } catch {
    mistakes.push(mistake(path, expected, 'one that cannot be read'));
  }
  return mistakes;
}
