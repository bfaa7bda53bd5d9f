import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  type CloudWatchLogsClient,
} from '@aws-sdk/client-cloudwatch-logs';

export async function createStreams(
  client: CloudWatchLogsClient,
  logGroupName: string,
  names: readonly string[],
): Promise<void> {
  await client.send(new CreateLogGroupCommand({ logGroupName }));
  for (const logStreamName of names) {
    await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  }
}

/** An event of the default format. */
export function messageOf(members: object): string {
  return JSON.stringify({ severityText: 'INFO', severityNumber: 9, ...members });
}
