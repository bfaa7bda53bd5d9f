import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { PROCESS_MILLIS } from '../helpers/limits.js';

const run = promisify(execFile);

describe('The memory of a service that logs through an outage, with the heap of a small container', () => {
  it('stays under 64 MiB of the outbox and what the documentation allows for the rest, with either outbox, and with 1,000 denied streams', async () => {
    const args = ['--import', 'tsx', 'scripts/soak.mjs', '--seconds', '30'];
    const { stdout } = await run(process.execPath, args, { timeout: PROCESS_MILLIS });

    const said = /^(.+): (\d+) MiB at most, of (\d+)/gm;
    const measured = new Map(
      [...stdout.matchAll(said)].map(([, name, most, bound]) => [
        name,
        [Number(most), Number(bound)] as const,
      ]),
    );
    const [, rest] =
      /the bound of the outbox and\s+(\d+) MiB/.exec(readFileSync('docs/guarantees.md', 'utf8')) ?? [];
    const allowed = 64 + Number(rest);
    assert.deepEqual(
      new Map([...measured].map(([name, [, bound]]) => [name, bound])),
      new Map([
        ['memory outbox', allowed],
        ['durable outbox', allowed],
        ['durable outbox of many streams', allowed],
      ]),
    );
    for (const [name, [most, bound]] of measured) assert.ok(most <= bound, `${name}: ${most} MiB`);
  });
});
