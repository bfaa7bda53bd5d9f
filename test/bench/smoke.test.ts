import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import assert from 'node:assert/strict';

const run = promisify(execFile);

describe('The benchmark', () => {
  it('sends all that it says it sends, with every subject and in every workload', async () => {
    const { stdout } = await run(process.execPath, ['bench/run.mjs', '--smoke'], { timeout: 19_000 });
    const lines = stdout.trim().split('\n');
    assert.equal(lines.length, 20, stdout);
  });
});
