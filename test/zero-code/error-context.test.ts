import assert from 'node:assert/strict';
import { startLocalServer } from '../../src/local-server/index.js';
import { bodiesOf, eventsOf } from './helpers/events.js';
import { OURS, runApp } from './helpers/run-app.js';

const SETTINGS = {
  OTEL_EXPORTER_CLOUDWATCH_MIN_SEVERITY: 'INFO',
  OTEL_EXPORTER_CLOUDWATCH_ERROR_CONTEXT: 'DEBUG',
  OTEL_EXPORTER_CLOUDWATCH_REDACT: 'authorization,password',
};

describe('register with an error context', () => {
  it('sends the info records of a good request, also the debug records of a failed one, and no secret', async () => {
    await using server = await startLocalServer();
    const ended = await runApp(server, ['--import', OURS], 'orders.mjs', SETTINGS);

    assert.deepEqual(ended, { code: 0, signal: null, stdout: '', stderr: '' });
    const events = eventsOf(server);
    const of = (id: string) => events.filter(({ attributes }) => attributes?.['id'] === id);
    assert.deepEqual(
      of('good').map(({ severityText, body }) => `${severityText} ${String(body)}`),
      ['info order found', 'info order paid'],
    );
    assert.deepEqual(
      of('bad').map(({ severityText, body }) => `${severityText} ${String(body)}`),
      [
        'debug order looked up',
        'info order found',
        'debug payment asked for',
        'error payment failed',
        'debug answered',
      ],
    );
    assert.equal(events.length, 7);
    const traces = new Set(events.map(({ traceId }) => traceId));
    assert.equal(traces.size, 2);
    assert.ok(!traces.has(undefined));

    const all = server.events().map(({ message }) => message);
    assert.doesNotMatch(all.join('\n'), /s3cret|hunter2/);
    assert.equal(all.join('\n').split('[REDACTED]').length - 1, 6);
  });

  it('sends records without a trace, and those of the trace of an uncaught exception', async () => {
    await using server = await startLocalServer();
    const ended = await runApp(server, ['--import', OURS], 'crashes-in-span.mjs', SETTINGS);

    assert.equal(ended.code, 1);
    const bodies = bodiesOf(server);
    assert.equal(bodies.at(-1), 'Uncaught exception: out of tea');
    assert.deepEqual(bodies.slice(0, -1), ['started', 'takes tea']);
  });
});
