import type { ActionContext } from './context.js';
import { Constraints } from '../model/constraints.js';
import { asBoolean, asInteger, asString, asStringList, type Input } from '../model/input.js';
import { LOG_GROUP_CLASSES, MAX_KMS_KEY_ID_LENGTH, MAX_TAGS, RETENTION_DAYS } from '../model/limits.js';
import { groupArn, groupNameOfArn, readGroupName, readResourceArn, readTags } from '../model/names.js';
import { readPage, turnPage } from './pages.js';
import { alreadyExists, invalidParameter, ServiceError } from '../model/service-error.js';
import type { Group } from '../model/store.js';

const KMS_KEY_ARN = /^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/;

export function createLogGroup(input: Input, { store, now }: ActionContext): object {
  const constraints = new Constraints();
  const name = readGroupName(input, constraints);
  const tags = readTags(input, constraints);
  const kmsKeyId = readKmsKeyId(input, constraints);
  const logGroupClass = asString(input['logGroupClass']) ?? 'STANDARD';
  constraints.oneOf('log group class', 'logGroupClass', logGroupClass, LOG_GROUP_CLASSES);
  const deletionProtectionEnabled = asBoolean(input['deletionProtectionEnabled']) ?? false;
  constraints.check();
  if (/^aws\//i.test(name)) {
    throw invalidParameter('Log groups starting with AWS/ are reserved for AWS.', 'log group name');
  }
  if (kmsKeyId !== undefined && !KMS_KEY_ARN.test(kmsKeyId)) {
    throw invalidParameter('The specified KMS key ARN is not valid.', 'kms key');
  }
  if (store.groups.has(name)) throw alreadyExists('group');
  store.groups.set(name, {
    name,
    creationTime: now(),
    logGroupClass,
    kmsKeyId,
    deletionProtectionEnabled,
    tags: new Map(tags),
    streams: new Map(),
    retentionInDays: undefined,
  });
  return {};
}

function readKmsKeyId(input: Input, constraints: Constraints): string | undefined {
  const kmsKeyId = asString(input['kmsKeyId']);
  if (kmsKeyId !== undefined) {
    constraints.string('kms key', 'kmsKeyId', kmsKeyId, { max: MAX_KMS_KEY_ID_LENGTH });
  }
  return kmsKeyId;
}

export function deleteLogGroup(input: Input, { store }: ActionContext): object {
  store.deleteGroup(readNamedGroup(input, store).name);
  return {};
}

export function putRetentionPolicy(input: Input, { store }: ActionContext): object {
  const constraints = new Constraints();
  const name = readGroupName(input, constraints);
  const days = asInteger(input['retentionInDays']);
  if (days === undefined) constraints.required('retention', 'retentionInDays');
  else constraints.oneOf('retention', 'retentionInDays', days, RETENTION_DAYS);
  constraints.check();
  store.group(name).retentionInDays = days;
  return {};
}

export function deleteRetentionPolicy(input: Input, { store }: ActionContext): object {
  readNamedGroup(input, store).retentionInDays = undefined;
  return {};
}

export function tagResource(input: Input, { store }: ActionContext): object {
  const constraints = new Constraints();
  const tags = readTags(input, constraints);
  if (tags === undefined) constraints.required('tags', 'tags');
  const group = store.group(readResourceArn(input, constraints));
  const merged = new Map([...group.tags, ...(tags ?? [])]);
  if (merged.size > MAX_TAGS) {
    throw new ServiceError(
      'TooManyTagsException',
      `A resource can have no more than ${MAX_TAGS} tags.`,
      400,
      ['tags'],
    );
  }
  for (const [key, value] of merged) group.tags.set(key, value);
  return {};
}

export function listTagsForResource(input: Input, { store }: ActionContext): object {
  const group = store.group(readResourceArn(input, new Constraints()));
  return { tags: Object.fromEntries(group.tags) };
}

export function describeLogGroups(input: Input, { store }: ActionContext): object {
  const constraints = new Constraints();
  const page = readPage(input, constraints);
  const prefix = asString(input['logGroupNamePrefix']);
  const part = asString(input['logGroupNamePattern']);
  const logGroupClass = asString(input['logGroupClass']);
  const names = asStringList(input['logGroupIdentifiers'])?.map((id) => groupNameOfArn(id) ?? id);
  if (logGroupClass !== undefined) {
    constraints.oneOf('log group class', 'logGroupClass', logGroupClass, LOG_GROUP_CLASSES);
  }
  constraints.check();
  if (prefix !== undefined && part !== undefined) {
    throw invalidParameter(
      'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
      'input',
    );
  }
  const groups = [...store.groups.values()]
    .filter(
      (group) =>
        group.name.startsWith(prefix ?? '') &&
        group.name.includes(part ?? '') &&
        (logGroupClass === undefined || group.logGroupClass === logGroupClass) &&
        (names === undefined || names.includes(group.name)),
    )
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const { items, nextToken } = turnPage(groups, page);
  return { logGroups: items.map(describe), nextToken };
}

function describe(group: Group): object {
  const arn = groupArn(group.name);
  let storedBytes = 0;
  for (const { log } of group.streams.values()) storedBytes += log.bytes;
  return {
    logGroupName: group.name,
    creationTime: group.creationTime,
    retentionInDays: group.retentionInDays,
    metricFilterCount: 0,
    arn: `${arn}:*`,
    storedBytes,
    kmsKeyId: group.kmsKeyId,
    logGroupClass: group.logGroupClass,
    logGroupArn: arn,
    deletionProtectionEnabled: group.deletionProtectionEnabled,
  };
}

function readNamedGroup(input: Input, store: ActionContext['store']): Group {
  const constraints = new Constraints();
  const name = readGroupName(input, constraints);
  constraints.check();
  return store.group(name);
}
