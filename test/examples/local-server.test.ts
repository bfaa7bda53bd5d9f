import assert from 'node:assert/strict';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { startExample } from './helpers/run-example.js';

describe('examples/local-server.mjs', () => {
  it('prints settings under which the AWS client reaches it', async () => {
    const example = startExample({
      script: 'examples/local-server.mjs',
      env: { PORT: '0' },
    });
    const text = await example.output();
    const setting = (name: string): string =>
      new RegExp(`\\b${name}=(\\S+)`).exec(text)?.[1] ?? assert.fail(`no ${name} in "${text}"`);
    const client = new CloudWatchLogsClient({
      endpoint: setting('AWS_ENDPOINT_URL_CLOUDWATCH_LOGS'),
      region: setting('AWS_REGION'),
      credentials: {
        accessKeyId: setting('AWS_ACCESS_KEY_ID'),
        secretAccessKey: setting('AWS_SECRET_ACCESS_KEY'),
      },
    });

    const { logGroups } = await client.send(new DescribeLogGroupsCommand({}));
    assert.deepEqual(logGroups, []);

    client.destroy();
    example.process.kill('SIGINT');
    await assert.rejects(example.ended);
  });
});
