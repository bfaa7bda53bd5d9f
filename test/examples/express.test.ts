import assert from 'node:assert/strict';
import { type LocalServer, startLocalServer } from '../../src/local-server/index.js';
import { type ArrivedEvent, arrivedIn, essence } from './helpers/arrived.js';
import { type RunningExample, startExample } from './helpers/run-example.js';

const CALLER_TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

function startService(server: LocalServer): RunningExample {
  const folder = 'examples/express';
  return startExample(
    { script: `${folder}/app.mjs`, instrumentation: `${folder}/instrumentation.mjs`, env: { PORT: '0' } },
    server,
  );
}

function order(url: string, sku: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ sku }),
  });
}

describe('examples/express', () => {
  it('delivers the records of each request under one trace id, and loses none when it is stopped', async () => {
    await using server = await startLocalServer();
    const service = startService(server);
    const url = /http:\S+/.exec(await service.output())?.[0] ?? assert.fail('no address');

    const placed = await order(url, 'TEA', { traceparent: `00-${CALLER_TRACE_ID}-00f067aa0ba902b7-01` });
    assert.deepEqual([placed.status, await placed.json()], [201, { sku: 'TEA' }]);
    const refused = await order(url, 'CUP');
    assert.deepEqual(
      [refused.status, await refused.json()],
      [500, { error: 'The order could not be placed.' }],
    );
    service.process.kill('SIGTERM');
    await service.ended;

    const events = arrivedIn(server, '/otel/express-example');
    assert.deepEqual(events.map(essence), [
      [9, 'order placed'],
      [9, 'request answered'],
      [17, 'request failed'],
      [9, 'request answered'],
      [9, 'stopping'],
    ]);
    assertTraces(events);
    assert.equal(events[2]?.attributes['exception.message'], '"CUP" is out of stock');
    assert.deepEqual(events[3]?.attributes, {
      'http.request.method': 'POST',
      'url.path': '/orders',
      'http.response.status_code': 500,
    });
  });
});

/** The first request continues the trace of its caller, the second begins one. */
function assertTraces(events: ArrivedEvent[]): void {
  const traces = events.map(({ traceId }) => traceId);
  const own = traces[2];
  assert.match(own ?? '', /^[0-9a-f]{32}$/);
  assert.notEqual(own, CALLER_TRACE_ID);
  assert.deepEqual(traces, [CALLER_TRACE_ID, CALLER_TRACE_ID, own, own, undefined]);
}
