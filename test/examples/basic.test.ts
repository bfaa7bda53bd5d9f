import assert from 'node:assert/strict';
import { startLocalServer } from '../../src/local-server/index.js';
import { arrivedIn, essence } from './helpers/arrived.js';
import { runExample } from './helpers/run-example.js';

describe('examples/basic', () => {
  it('delivers the three records that it logs, with their attributes', async () => {
    await using server = await startLocalServer();
    await runExample({ script: 'examples/basic/main.mjs' }, server);

    const events = arrivedIn(server, '/otel/basic');
    assert.deepEqual(events.map(essence), [
      [9, 'order placed'],
      [13, 'stock of "Grüner Tee" is low'],
      [17, 'payment failed'],
    ]);
    assert.deepEqual(events[0]?.attributes, {
      order: { id: 'A-1001', items: [{ sku: 'TEA', quantity: 2 }] },
    });
    assert.equal(events[2]?.attributes['exception.message'], 'card declined');
  });

  it('keeps its log group for 30 days', async () => {
    await using server = await startLocalServer();
    await runExample({ script: 'examples/basic/main.mjs' }, server);

    const retention = server.calls.find(({ action }) => action === 'PutRetentionPolicy');
    assert.deepEqual(retention?.input, { logGroupName: '/otel/basic', retentionInDays: 30 });
  });
});
