import assert from 'node:assert/strict';
import { runCli } from './helpers/packed.js';

const COMMANDS = ['demo', 'local', 'check', 'policy', 'query'];

describe('The command line', () => {
  it('lists its commands, and says that none was named by its exit code', async () => {
    const [bare, asked] = await Promise.all([runCli([]), runCli(['--help'])]);
    for (const name of COMMANDS) assert.match(asked.stdout, new RegExp(`^  ${name} +\\S`, 'm'));
    assert.deepEqual([asked.code, bare.code, bare.stdout], [0, 2, asked.stdout]);
  });

  it('knows its version', async () => {
    const { code, stdout } = await runCli(['--version']);
    assert.equal(code, 0);
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
  });

  it('refuses a command that there is not, to stderr', async () => {
    const { code, stdout, stderr } = await runCli(['toString']);
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /^There is no command "toString"\./);
  });

  it('has help with an example for each command', async () => {
    const helps = await Promise.all(COMMANDS.map((name) => runCli([name, '--help'])));
    for (const [index, { code, stdout }] of helps.entries()) {
      assert.equal(code, 0);
      assert.match(
        stdout,
        new RegExp(`^Usage: npx opentelemetry-exporter-cloudwatch-logs ${COMMANDS[index]}`),
      );
      assert.match(stdout, /\nExample:\n {2}\S/);
    }
  });

  it('says what is wrong with an option, and where to read on', async () => {
    const { code, stdout, stderr } = await runCli(['check', '--grupp', 'x']);
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /'--grupp'[^]*\nSee: npx opentelemetry-exporter-cloudwatch-logs check --help\n$/);
  });
});
