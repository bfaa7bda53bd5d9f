import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createLedger } from '../../scripts/chaos/ledger.mjs';
import { messageOf, streamOf } from '../../scripts/chaos/records.mjs';
import type { StoredEvent } from '../../src/local-server/index.js';
import { PROCESS_MILLIS } from '../helpers/limits.js';

const run = promisify(execFile);

function event(id: number, message = messageOf(1, id), logStreamName = streamOf(id)): StoredEvent {
  return { logGroupName: '/chaos', logStreamName, timestamp: 0, message, ingestionTime: 0, eventId: '' };
}

describe('Chaos', () => {
  it('leaves no acknowledged record behind, in five rounds of kill -9, without a kill, and at ten ends of processes', async () => {
    const args = [
      '--import',
      'tsx',
      'scripts/chaos.mjs',
      '--records',
      '20000',
      '--rounds',
      '5',
      '--ends',
      '10',
    ];
    const { stdout } = await run(process.execPath, args, { timeout: PROCESS_MILLIS });

    assert.match(stdout, /^durable outbox, after .* acknowledged 20000, .* missing 0, .* kills 5/m);
    assert.match(stdout, /^memory outbox, after .* acknowledged 20000, .* missing 0, .* lost 0/m);
    assert.match(
      stdout,
      /^ends of processes, after .* acknowledged [1-9].* missing 0, .* lost 0, .* ends 10$/m,
    );
    assert.match(stdout, /every acknowledged record arrived\n$/);
  });

  it('would find what is missing, twice, out of order, changed, or in another stream', () => {
    const ledger = createLedger(100);
    ledger.acknowledge(1, 0, 20);
    ledger.collect([event(0), event(8), event(0), event(1), event(17), event(9)]);
    ledger.collect([event(2, `${messageOf(1, 2)}?`), event(3, messageOf(1, 3), streamOf(4)), event(30)]);

    assert.deepEqual(ledger.counts, {
      acknowledged: 20,
      arrived: 6,
      missing: 15,
      twice: 1,
      outOfOrder: 1,
      corrupt: 2,
    });
  });
});
