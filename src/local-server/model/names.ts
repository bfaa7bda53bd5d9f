import type { Constraints, ModelPattern } from './constraints.js';
import { asString, asStringMap, type Input } from './input.js';
import {
  MAX_IDENTIFIER_LENGTH,
  MAX_NAME_LENGTH,
  MAX_RESOURCE_ARN_LENGTH,
  MAX_TAG_KEY_LENGTH,
  MAX_TAG_VALUE_LENGTH,
  MAX_TAGS,
} from './limits.js';
import { groupNotFound, invalidParameter } from './service-error.js';

export const REGION = 'us-east-1';
export const ACCOUNT_ID = '123456789012';

const GROUP_NAME: ModelPattern = { regex: /^[.\-_/#A-Za-z0-9]+$/, text: String.raw`[\.\-_/#A-Za-z0-9]+` };
const STREAM_NAME: ModelPattern = { regex: /^[^:*]*$/, text: '[^:*]*' };
const IDENTIFIER: ModelPattern = { regex: /^[\w#+=/:,.@*-]*$/, text: String.raw`[\w#+=/:,.@-]*` };
const RESOURCE_ARN: ModelPattern = { regex: /^[\w+=/:,.@-]*$/, text: String.raw`[\w+=/:,.@-]*` };
const TAG_KEY: ModelPattern = {
  regex: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u,
  text: String.raw`^([\p{L}\p{Z}\p{N}_.:/=+\-@]+)$`,
};
const TAG_VALUE: ModelPattern = {
  regex: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u,
  text: String.raw`^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$`,
};
const GROUP_ARN = /^arn:[^:]*:logs:[^:]*:[^:]*:log-group:([^:]+)(?::\*)?$/;

/** The ARN that TagResource and IAM policies for the group's tags use: without the trailing `:*`. */
export function groupArn(logGroupName: string): string {
  return `arn:aws:logs:${REGION}:${ACCOUNT_ID}:log-group:${logGroupName}`;
}

export function streamArn(logGroupName: string, logStreamName: string): string {
  return `${groupArn(logGroupName)}:log-stream:${logStreamName}`;
}

/** The name in a group's ARN; undefined if the text is not such an ARN. */
export function groupNameOfArn(arn: string): string | undefined {
  return GROUP_ARN.exec(arn)?.[1];
}

export function readGroupName(input: Input, constraints: Constraints): string {
  const name = asString(input['logGroupName']);
  if (name === undefined) constraints.required('log group name', 'logGroupName');
  else checkGroupName(name, constraints);
  return name ?? '';
}

function checkGroupName(name: string, constraints: Constraints): void {
  constraints.string('log group name', 'logGroupName', name, {
    min: 1,
    max: MAX_NAME_LENGTH,
    pattern: GROUP_NAME,
  });
}

export function readStreamName(input: Input, constraints: Constraints): string {
  const name = asString(input['logStreamName']);
  if (name === undefined) constraints.required('log stream name', 'logStreamName');
  else checkStreamName(name, constraints);
  return name ?? '';
}

export function checkStreamName(name: string, constraints: Constraints, path = 'logStreamName'): void {
  constraints.string('log stream name', path, name, { min: 1, max: MAX_NAME_LENGTH, pattern: STREAM_NAME });
}

/** The group of a read, given as `logGroupName` or as `logGroupIdentifier`: a name or an ARN. */
export function readGroupIdentifier(input: Input, constraints: Constraints): string {
  const name = asString(input['logGroupName']);
  const identifier = asString(input['logGroupIdentifier']);
  if ((name === undefined) === (identifier === undefined)) {
    throw invalidParameter('Exactly one of logGroupName and logGroupIdentifier must be specified.', 'input');
  }
  if (name !== undefined) checkGroupName(name, constraints);
  if (identifier === undefined) return name ?? '';
  constraints.string('input', 'logGroupIdentifier', identifier, {
    min: 1,
    max: MAX_IDENTIFIER_LENGTH,
    pattern: IDENTIFIER,
  });
  return groupNameOfArn(identifier) ?? identifier;
}

/** The group of a tag call. The pattern has no `*`: an ARN that ends in `:*` is refused here, as in the service. */
export function readResourceArn(input: Input, constraints: Constraints): string {
  const arn = asString(input['resourceArn']);
  if (arn === undefined) {
    constraints.required('tags', 'resourceArn');
  } else {
    constraints.string('tags', 'resourceArn', arn, {
      min: 1,
      max: MAX_RESOURCE_ARN_LENGTH,
      pattern: RESOURCE_ARN,
    });
  }
  constraints.check();
  const name = groupNameOfArn(arn ?? '');
  if (name === undefined) throw groupNotFound();
  return name;
}

export function readTags(input: Input, constraints: Constraints): ReadonlyMap<string, string> | undefined {
  const tags = asStringMap(input['tags']);
  if (tags === undefined) return undefined;
  constraints.length('tags', 'tags', `{${[...tags.keys()].join(', ')}}`, tags.size, 1, MAX_TAGS);
  for (const [key, value] of tags) {
    constraints.string('tags', 'tags.key', key, { min: 1, max: MAX_TAG_KEY_LENGTH, pattern: TAG_KEY });
    constraints.string('tags', `tags.${key}.member`, value, {
      max: MAX_TAG_VALUE_LENGTH,
      pattern: TAG_VALUE,
    });
    if (key.toLowerCase().startsWith('aws:')) {
      throw invalidParameter('aws: prefixed tag key names are not allowed for external use.', 'tags');
    }
  }
  return tags;
}
