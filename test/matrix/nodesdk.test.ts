import assert from 'node:assert/strict';
import { startLocalServer } from '../../src/local-server/index.js';
import { eventsOf } from '../zero-code/helpers/events.js';
import { runApp } from '../zero-code/helpers/run-app.js';

describe('examples/nodesdk', () => {
  it('delivers the records with the ids of the spans that the same SDK exports', async () => {
    await using server = await startLocalServer();
    const { code, stdout, stderr } = await runApp(
      server,
      ['--disable-warning=DEP0205', '--import', './examples/nodesdk/instrumentation.mjs'],
      '../../../examples/nodesdk/app.mjs',
      { OTEL_TRACES_EXPORTER: 'console', OTEL_SERVICE_NAME: '' },
    );
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });

    const traceIds = new Set([...stdout.matchAll(/traceId: '(\w+)'/g)].map(([, id]) => id));
    assert.equal(traceIds.size, 1);
    const events = eventsOf(server);
    assert.deepEqual(
      events.map(({ body, traceId }) => [body, traceId]),
      ['order received', 'payment failed'].map((body) => [body, [...traceIds][0]]),
    );
    const spanIds = new Set([...stdout.matchAll(/^\s+id: '(\w+)'/gm)].map(([, id]) => id));
    assert.deepEqual(new Set(events.map(({ spanId }) => spanId)), spanIds);
    assert.equal(server.events('/otel/nodesdk-example').length, 2);
  });
});
