import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { startLocalServer } from '../../src/local-server/index.js';
import { bodiesOf, eventsOf } from './helpers/events.js';
import { OURS, runApp, startNode, TSX } from './helpers/run-app.js';

const WELL = { code: 0, signal: null, stderr: '' };

describe('register', () => {
  const forms: readonly (readonly [flag: string, app: string, scope: string])[] = [
    ['--import', 'pino.mjs', '@opentelemetry/instrumentation-pino'],
    ['--require', 'pino.mjs', '@opentelemetry/instrumentation-pino'],
    ['--import', 'winston.cjs', '@opentelemetry/winston-transport'],
    ['--require', 'winston.cjs', '@opentelemetry/winston-transport'],
  ];
  for (const [flag, app, scope] of forms) {
    it(`delivers the records of ${app} with their trace ids with ${flag} alone`, async () => {
      await using server = await startLocalServer();
      const { stdout: _, ...ended } = await runApp(server, [flag, OURS], app);

      assert.deepEqual(ended, WELL);
      const [event, ...more] = eventsOf(server);
      assert.deepEqual(more, []);
      assert.equal(event?.body, 'hello');
      assert.equal(event.scope.name, scope);
      assert.match(event.traceId ?? '', /^[0-9a-f]{32}$/);
      assert.equal(event.attributes?.['traceId'], event.traceId);
      assert.equal(event.resource.attributes['service.name'], 'shop');
    });
  }

  for (const flags of [
    ['--import', 'tsx', '--import', OURS],
    ['--import', OURS, '--import', 'tsx'],
    [TSX, '--import', OURS],
  ]) {
    it(`has the trace ids of requests in TypeScript with ${flags.join(' ').replace(TSX, 'tsx')}`, async () => {
      await using server = await startLocalServer();
      const ended = await runApp(server, flags, 'http.ts');
      assert.deepEqual(ended, { ...WELL, stdout: '' });
      const [event, ...more] = eventsOf(server);
      assert.deepEqual([event?.body, more], ['asked', []]);
      assert.match(event?.traceId ?? '', /^[0-9a-f]{32}$/);
    });
  }

  it('registers one provider on both globals, changes no variable, and loads no AWS SDK yet', async () => {
    await using server = await startLocalServer();
    const { stdout, ...ended } = await runApp(server, ['--import', OURS], 'globals.cjs');
    assert.deepEqual(ended, WELL);
    assert.deepEqual(JSON.parse(stdout), {
      awsIsLoaded: false,
      apiLogs: true,
      api: true,
      exporterOfOthers: 'unset',
      diagLevelOfOthers: 'unset',
      listeners: 2,
    });
  });

  it('delivers the records of an application without packages, by the path of its file', async () => {
    await using server = await startLocalServer();
    const file = createRequire(import.meta.url)
      .resolve(OURS)
      .replace('/dist/cjs/', '/dist/esm/');
    const emit = `globalThis[Symbol.for('io.opentelemetry.js.api.logs')](1).getLogger('test').emit({ body: 'far' })`;
    const { ended } = startNode(server, ['--import', file, '--eval', emit], {}, tmpdir());
    assert.deepEqual(await ended, { ...WELL, stdout: '' });
    assert.deepEqual(bodiesOf(server), ['far']);
  });

  it('does nothing when it is loaded again in any form', async () => {
    await using server = await startLocalServer();
    const flags = ['--require', OURS, '--import', OURS, '--import', './dist/esm/register.js'];
    const { stdout, ...ended } = await runApp(server, flags, 'globals.cjs');
    assert.deepEqual(ended, WELL);
    assert.match(stdout, /"listeners":2/);
  });

  it('holds a burst of 100,000 records in one turn of the event loop, with the resource still pending', async () => {
    await using server = await startLocalServer();
    const { stdout: _, ...ended } = await runApp(server, ['--import', OURS], 'burst.mjs');
    assert.deepEqual(ended, WELL);
    assert.deepEqual(
      bodiesOf(server),
      Array.from({ length: 100_000 }, (__, id) => id),
    );
  });

  it('makes no spans for its own calls', async () => {
    await using server = await startLocalServer();
    const { stdout } = await runApp(server, ['--import', OURS], 'winston.cjs', {
      OTEL_TRACES_EXPORTER: 'console',
    });
    assert.match(stdout, /name: 'span'/);
    assert.doesNotMatch(stdout, /PutLogEvents|CreateLog|'POST'/);
    assert.deepEqual(bodiesOf(server), ['hello']);
  });
});
