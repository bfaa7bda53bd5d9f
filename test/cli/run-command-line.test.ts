import assert from 'node:assert/strict';
import { runCli } from './helpers/packed.js';

const NAMES = ['demo', 'local', 'check', 'policy', 'explain', 'query'];

describe('run-command-line', () => {
  it('lists its commands, with an exit code for wrong usage when none is named', async () => {
    const [bare, ...asked] = await Promise.all(
      [[], ['--help'], ['-h'], ['help']].map((args) => runCli(args)),
    );
    for (const name of NAMES) assert.match(bare?.stdout ?? '', new RegExp(`^  ${name} +\\S`, 'm'));
    assert.deepEqual([bare?.code, bare?.stderr], [2, '']);
    for (const { code, stdout } of asked) assert.deepEqual([code, stdout], [0, bare?.stdout]);
  });

  it('prints its version', async () => {
    for (const { code, stdout } of await Promise.all([runCli(['--version']), runCli(['-v'])])) {
      assert.equal(code, 0);
      assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
    }
  });

  it('refuses an unknown command, to stderr', async () => {
    for (const args of [['toString'], ['help', 'toString']]) {
      const { code, stdout, stderr } = await runCli(args);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, /^CWL_COMMAND_UNKNOWN: .*"toString"/);
    }
  });

  it('prints the help of a command with "help COMMAND", too', async () => {
    const [asked, listed] = await Promise.all([runCli(['check', '--help']), runCli(['help', 'check'])]);
    assert.deepEqual(listed, asked);
  });

  it('has help with an example for each command', async () => {
    const helps = await Promise.all(NAMES.map((name) => runCli([name, '--help'])));
    for (const [index, { code, stdout }] of helps.entries()) {
      assert.equal(code, 0);
      assert.match(stdout, new RegExp(`^Usage: npx opentelemetry-exporter-cloudwatch-logs ${NAMES[index]}`));
      assert.match(stdout, /\nExample:\n {2}\S/);
    }
  });

  it('names the wrong option, and the help of the command', async () => {
    const { code, stdout, stderr } = await runCli(['check', '--grupp', 'x']);
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(
      stderr,
      /^CWL_USAGE: .*'--grupp'[^]* See: npx opentelemetry-exporter-cloudwatch-logs check --help\n$/,
    );
  });
});
