import assert from 'node:assert/strict';
import { startLocalServer } from '../src/local-server/index.js';
import { runCli, settingsOf, startCli } from './cli/helpers/packed.js';

describe('cli', () => {
  it('gives a command the arguments and the environment, and ends with its exit code', async () => {
    await using server = await startLocalServer({ faults: [{ kind: 'deny', actions: ['PutLogEvents'] }] });
    const { code, stdout, stderr } = await runCli(
      ['check', '--group', '/from/arguments'],
      settingsOf(server),
    );
    assert.equal(code, 1);
    assert.deepEqual(
      server.calls.map(({ action }) => action),
      ['PutLogEvents'],
    );
    assert.match(stdout, /\/from\/arguments/);
    assert.equal(stderr, '', 'no warning of the AWS SDK either');
  });

  it('ends quietly when the reader of its output has gone', async () => {
    const cli = await startCli(['query']);
    cli.process.stdout?.destroy();
    const { code, stderr } = await cli.ended;
    assert.deepEqual([code, stderr], [0, '']);
  });
});
