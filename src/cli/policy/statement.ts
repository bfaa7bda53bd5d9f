import { partitionOf } from '../../failures/partition.js';

/** The IAM actions that the exporter may use. */
export type IamAction =
  | 'logs:PutLogEvents'
  | 'logs:CreateLogStream'
  | 'logs:CreateLogGroup'
  | 'logs:PutRetentionPolicy'
  | 'logs:TagResource';

export interface Statement {
  readonly Effect: 'Allow';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

export interface Policy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

/** The parts of an ARN. Region and account are `*` where they are not known. */
export interface Place {
  readonly region: string;
  readonly account: string;
  readonly logGroupName: string;
}

/** The resource that IAM checks for an action: the streams of a group, what is in a group, or the group itself. */
export function resourceOf(action: string, place: Place): string {
  const { region, account, logGroupName } = place;
  const group = `arn:${partitionOf(region)}:logs:${region}:${account}:log-group:${logGroupName}`;
  if (action === 'logs:PutLogEvents') return `${group}:log-stream:*`;
  // IAM checks tags against the group, without the `:*` that means what is in it.
  return action === 'logs:TagResource' ? group : `${group}:*`;
}

/** One statement that allows these actions on these resources, and no others. */
export function statementFor(actions: readonly string[], place: Place): Statement {
  const resources = new Set(actions.map((action) => resourceOf(action, place)));
  const needed = [...resources].filter(
    (resource) => ![...resources].some((other) => covers(other, resource)),
  );
  return { Effect: 'Allow', Action: oneOrAll(actions), Resource: oneOrAll(needed) };
}

export function policyOf(statements: readonly Statement[]): Policy {
  return { Version: '2012-10-17', Statement: statements };
}

function covers(pattern: string, resource: string): boolean {
  return pattern !== resource && pattern.endsWith('*') && resource.startsWith(pattern.slice(0, -1));
}

function oneOrAll(items: readonly string[]): string | readonly string[] {
  const [only, ...more] = items;
  return only === undefined || more.length > 0 ? items : only;
}
