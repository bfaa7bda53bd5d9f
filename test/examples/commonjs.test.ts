import assert from 'node:assert/strict';
import { startLocalServer } from '../../src/local-server/index.js';
import { runExample } from './helpers/run-example.js';

describe('examples/commonjs', () => {
  it('delivers flat events through the CommonJS build', async () => {
    await using server = await startLocalServer();
    const folder = 'examples/commonjs';
    const stdout = await runExample(
      { script: `${folder}/app.cjs`, instrumentation: `${folder}/instrumentation.cjs` },
      server,
    );

    assert.equal(stdout, '');
    assert.deepEqual(server.violations, []);
    const events = server.events('/otel/commonjs-example').map(({ message }) => {
      const event: Record<string, unknown> = JSON.parse(message);
      return event;
    });
    assert.equal(events.length, 2);
    assert.deepEqual(events[0], {
      level: 'info',
      message: 'order placed',
      orderId: 'A-1001',
      total: 25,
      service: 'commonjs-example',
    });
    const { level, message, 'exception.message': reason } = events[1] ?? {};
    assert.deepEqual([level, message, reason], ['error', 'payment failed', 'card declined']);
  });
});
