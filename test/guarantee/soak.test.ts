import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { PROCESS_MILLIS } from '../helpers/limits.js';

const run = promisify(execFile);

describe('The memory of a service that logs through an outage', () => {
  it('stays under 64 MiB of the outbox and what the documentation allows for the rest, with either outbox', async () => {
    const args = ['--import', 'tsx', 'scripts/soak.mjs', '--seconds', '30'];
    const { stdout } = await run(process.execPath, args, { timeout: PROCESS_MILLIS });

    const said = /^(memory|durable) outbox: (\d+) MiB at most, of (\d+)/gm;
    const measured = [...stdout.matchAll(said)].map(([, ...found]) => found);
    assert.deepEqual(measured.map(([outbox]) => outbox).toSorted(), ['durable', 'memory']);
    const rest = Number(
      /the bound of the outbox and\s+(\d+) MiB/.exec(readFileSync('docs/guarantees.md', 'utf8'))?.[1],
    );
    for (const [, most, bound] of measured) {
      assert.equal(Number(bound), 64 + rest);
      assert.ok(Number(most) <= Number(bound));
    }
  });
});
