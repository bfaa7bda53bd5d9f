import { EXIT, readArgs, UsageError, type Command } from '../command/command.js';
import { policyOf, statementFor, type IamAction } from './statement.js';

const HELP = `Usage: npx opentelemetry-exporter-cloudwatch-logs policy --group NAME [options]

Prints the least IAM policy that the exporter needs for a log group.

  --group NAME       the log group; * and ? stand for what IAM lets them: "/otel/*"
  --region REGION    sets the partition too (aws-cn, aws-us-gov, ...); default *: every region of the partition "aws"
  --account ID       default *: any account
  --create-stream    the exporter makes streams (its default)
  --create-group     the exporter makes the group (its default); implies --create-stream, which comes first
  --retention        it sets the retention of a group that it makes; implies --create-group
  --tags             it tags a group that it makes; implies --create-group

Example:
  npx opentelemetry-exporter-cloudwatch-logs policy --group /otel/checkout --region eu-central-1 --create-stream > policy.json
  aws iam put-role-policy --role-name checkout --policy-name logs --policy-document file://policy.json`;

const OPTIONS = {
  group: { type: 'string' },
  region: { type: 'string' },
  account: { type: 'string', default: '*' },
  'create-stream': { type: 'boolean', default: false },
  'create-group': { type: 'boolean', default: false },
  retention: { type: 'boolean', default: false },
  tags: { type: 'boolean', default: false },
} as const;

const ASSUMED_REGION =
  'No --region: the policy is for every region of the partition "aws". ' +
  'In China, GovCloud or another partition give --region: its ARNs begin differently.';

export const policy: Command = {
  help: HELP,
  run(args, { terminal }) {
    const { values } = readArgs(args, OPTIONS);
    const { group, region = '*', account } = values;
    if (group === undefined) throw new UsageError('--group is missing');
    expect('group', group, /^[.\-_/#A-Za-z0-9*?]{1,512}$/, 'letters, digits and . - _ / # * ?');
    expect('region', region, /^(\*|[a-z]{2,4}(-[a-z]+)+-\d+)$/, 'a region such as eu-central-1');
    expect('account', account, /^(\*|\d{12})$/, '12 digits');
    // The exporter creates the group only when the creation of the stream reports that the group is missing.
    const createsGroup = values['create-group'] || values.retention || values.tags;
    const actions: readonly IamAction[] = [
      'logs:PutLogEvents',
      ...when(values['create-stream'] || createsGroup, 'logs:CreateLogStream'),
      ...when(createsGroup, 'logs:CreateLogGroup'),
      ...when(values.retention, 'logs:PutRetentionPolicy'),
    ];
    const place = { region, account, logGroupName: group };
    const statements = [actions, when(values.tags, 'logs:TagResource')]
      .filter(({ length }) => length > 0)
      .map((together) => statementFor(together, place));
    if (values.region === undefined) terminal.note(ASSUMED_REGION);
    terminal.print(JSON.stringify(policyOf(statements), undefined, 2));
    return EXIT.ok;
  },
};

function when(wanted: boolean, action: IamAction): IamAction[] {
  return wanted ? [action] : [];
}

function expect(option: string, value: string, pattern: RegExp, expected: string): void {
  if (!pattern.test(value)) throw new UsageError(`--${option}: expected ${expected}, got "${value}"`);
}
