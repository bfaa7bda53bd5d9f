import assert from 'node:assert/strict';
import { once } from 'node:events';
import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { startLocalServer } from '../../../src/local-server/index.js';
import { createStreams, messageOf } from '../../page/helpers.js';
import { runCli, startCli, type Running } from '../helpers/packed.js';

/** Resolves when the text has been printed. */
async function printed({ process, stdout }: Running, text: string): Promise<void> {
  while (!stdout().includes(text)) await once(process.stdout!, 'data');
}

/** The settings that were printed, ready to paste. */
function settingsIn(text: string): Record<string, string> {
  const assignments = [...text.matchAll(/^export (.+)$/gm)].flatMap(([, line = '']) => line.split(' '));
  return Object.fromEntries(assignments.map((assignment) => assignment.split('=')));
}

describe('command: local', () => {
  it('prints the settings for a client, then what arrives and what is rejected', async () => {
    const local = await startCli(['local', '--port', '0']);
    await printed(local, 'register app.js');
    const settings = settingsIn(local.stdout());
    const client = new CloudWatchLogsClient({
      endpoint: settings['AWS_ENDPOINT_URL_CLOUDWATCH_LOGS'],
      region: settings['AWS_REGION'],
      credentials: {
        accessKeyId: settings['AWS_ACCESS_KEY_ID'] ?? '',
        secretAccessKey: settings['AWS_SECRET_ACCESS_KEY'] ?? '',
      },
      maxAttempts: 1,
    });
    await createStreams(client, '/test', ['s']);
    const put = (...events: (readonly [millis: number, message: string])[]): Promise<unknown> => {
      const logEvents = events.map(([millis, message]) => ({ timestamp: Date.now() + millis, message }));
      return client.send(new PutLogEventsCommand({ logGroupName: '/test', logStreamName: 's', logEvents }));
    };

    await put([0, messageOf({ body: 'hello\u001B[2J\nthere', traceId: '4bf92f3577b34da6a3ce929d0e0e4736' })]);
    await printed(local, 'hello');
    assert.match(local.stdout(), /^\d\d:\d\d:\d\d\.\d{3} {2}info {3}4bf92f35 {2}hello\uFFFD\[2J there$/m);

    await put(...Array.from({ length: 60 }, (_, index) => [0, `flood ${index}`] as const));
    await printed(local, '... and 10 more in this call');

    const exception = { 'exception.type': 'CardDeclined', 'exception.message': 'no funds' };
    await put([0, messageOf({ body: 'payment failed', attributes: exception })]);
    await printed(local, 'CardDeclined');
    assert.match(local.stdout(), / {2}info {3}- {7} {2}payment failed {2}CardDeclined: no funds$/m);

    await client.send(new CreateLogStreamCommand({ logGroupName: '/test', logStreamName: 'host/stock/7' }));
    const logEvents = [{ timestamp: Date.now(), message: 'from another service' }];
    await client.send(
      new PutLogEventsCommand({ logGroupName: '/test', logStreamName: 'host/stock/7', logEvents }),
    );
    await put([0, 'from the first']);
    await printed(local, 'from the first');
    assert.match(local.stdout(), /^[\d:.]{12} {9}host\/stock\/7 {14}- {7} {2}from another service$/m);
    assert.match(local.stdout(), /^[\d:.]{12} {9}s {25}- {7} {2}from the first$/m);

    await assert.rejects(put([0, 'b'], [-1_000, 'a']));
    await put([-15 * 86_400_000, 'old']);
    await printed(local, 'rejected');
    assert.match(
      local.stdout(),
      /^violation PutLogEvents of \/test s broke "batch order": Log events in a single/m,
    );
    assert.match(local.stdout(), /^rejected 1 events of \/test s: too old, more than 14 days old$/m);

    client.destroy();
    local.process.kill('SIGINT');
    const { code, stdout, stderr } = await local.ended;
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /\n64 events, 2 broken rules or rejected events\n$/);
  });

  it('reports that its port is taken, and what to do', async () => {
    await using server = await startLocalServer();
    const { port } = new URL(server.url);
    const { code, stdout, stderr } = await runCli(['local', '--port', port]);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, new RegExp(`^Port ${port} cannot be used: .*EADDRINUSE[^]*--port`));
  });

  it('rejects an invalid port', async () => {
    const ended = await Promise.all(['x', '65536', '-1'].map((port) => runCli(['local', `--port=${port}`])));
    for (const { code, stderr } of ended) {
      assert.equal(code, 2);
      assert.match(stderr, /^CWL_USAGE: --port: expected 0 to 65535/);
    }
  });
});
