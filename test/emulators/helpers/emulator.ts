import assert from 'node:assert/strict';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  GetLogEventsCommand,
  type LogGroup,
} from '@aws-sdk/client-cloudwatch-logs';

const url = process.env['EMULATOR_URL'];
assert.ok(url, 'EMULATOR_URL names the emulator: run npm run test:emulators');

/** The emulator, as the helpers of other tests take the local server. */
export const EMULATOR = {
  url,
  clientConfig: {
    endpoint: url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  },
};

const client = new CloudWatchLogsClient(EMULATOR.clientConfig);

/** The messages of a stream in the order of reading; none where there is no such stream. */
export async function messagesIn(logGroupName: string, logStreamName: string): Promise<string[]> {
  const messages: string[] = [];
  let nextToken: string | undefined;
  for (;;) {
    const input = { logGroupName, logStreamName, startFromHead: true, nextToken };
    const page = await client.send(new GetLogEventsCommand(input)).catch((error: Error) => {
      if (error.name === 'ResourceNotFoundException') return undefined;
      throw error;
    });
    messages.push(...(page?.events ?? []).map(({ message }) => message ?? ''));
    if (page === undefined || page.nextForwardToken === nextToken || page.events?.length === 0)
      return messages;
    nextToken = page.nextForwardToken;
  }
}

/** The bodies of events of the default format. */
export async function bodiesIn(logGroupName: string, logStreamName: string): Promise<unknown[]> {
  const messages = await messagesIn(logGroupName, logStreamName);
  return messages.map((message) => (JSON.parse(message) as { body: unknown }).body);
}

export async function groupNamed(logGroupName: string): Promise<LogGroup | undefined> {
  const { logGroups = [] } = await client.send(
    new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }),
  );
  return logGroups.find((group) => group.logGroupName === logGroupName);
}

let groups = 0;

/** A name that no other test has used, whatever ran against this emulator before. */
export function freshName(): string {
  return `shop-${process.pid}-${++groups}`;
}
