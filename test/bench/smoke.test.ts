import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { WORKLOADS } from '../../bench/workloads.mjs';

const run = promisify(execFile);

describe('The benchmark', function () {
  // Twenty processes, which load the AWS SDK each: seconds, but many of them where others have the cores.
  this.timeout(180_000);

  it('sends all that it says it sends, with every subject and in every kind of workload', async () => {
    const { stdout } = await run(process.execPath, ['bench/run.mjs', '--smoke'], { timeout: 175_000 });

    // It ends with an error where an event is missing, or the same records gave different messages.
    const lines = stdout.trim().split('\n');
    const subjects = new Set(lines.map((line) => /, (\S+): \d+ events/.exec(line)?.[1]));
    const workloads = new Set(lines.map((line) => line.slice(0, line.indexOf(','))));
    assert.deepEqual(subjects, new Set(WORKLOADS.flatMap((workload) => workload.subjects)));
    // The one for memory differs from the first in nothing but its count.
    assert.deepEqual(
      workloads,
      new Set(WORKLOADS.map(({ name }) => name).filter((name) => name !== 'memory')),
    );
  });
});
