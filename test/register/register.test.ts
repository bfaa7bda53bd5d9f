import assert from 'node:assert/strict';
import { startLocalServer } from '../../src/local-server/index.js';
import { bodiesOf, eventsOf } from './helpers/events.js';
import { AUTO, OURS, ready, runApp, startApp } from './helpers/run-app.js';

const WELL = { code: 0, signal: null, stderr: '' };

describe('register', function () {
  this.timeout(40_000);

  const forms: readonly (readonly [flag: string, app: string, scope: string])[] = [
    ['--import', 'pino.mjs', '@opentelemetry/instrumentation-pino'],
    ['--require', 'pino.mjs', '@opentelemetry/instrumentation-pino'],
    ['--import', 'winston.cjs', '@opentelemetry/winston-transport'],
    ['--require', 'winston.cjs', '@opentelemetry/winston-transport'],
  ];
  for (const [flag, app, scope] of forms) {
    it(`delivers the records of ${app} with their trace ids by ${flag} alone`, async () => {
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

  it('does nothing when it is loaded again in whatever form', async () => {
    await using server = await startLocalServer();
    const flags = ['--require', OURS, '--import', OURS, '--import', './dist/esm/register.js'];
    const { stdout, ...ended } = await runApp(server, flags, 'globals.cjs');
    assert.deepEqual(ended, WELL);
    assert.match(stdout, /"listeners":2/);
  });

  const orders: readonly (readonly string[])[] = [
    ['--import', OURS, '--import', AUTO],
    ['--import', AUTO, '--import', OURS],
    ['--require', AUTO, '--import', OURS],
    ['--require', OURS, '--import', AUTO],
  ];
  for (const flags of orders) {
    const name = flags.map((flag) => (flag === OURS ? 'ours' : flag === AUTO ? 'auto' : flag)).join(' ');
    it(`delivers each record once, with ${name}`, async () => {
      await using server = await startLocalServer();
      const ended = await runApp(server, flags, 'winston.cjs', { OTEL_LOGS_EXPORTER: 'cloudwatch' });
      assert.deepEqual(ended, { ...WELL, stdout: '' });
      assert.deepEqual(bodiesOf(server), ['hello']);
    });

    it(`flushes and ends by SIGTERM, with ${name}`, async () => {
      await using server = await startLocalServer();
      const app = startApp(server, flags, 'server.mjs', { OTEL_LOGS_EXPORTER: 'cloudwatch' });
      await ready(app);
      app.process.kill('SIGTERM');
      const { code, signal } = await app.ended;
      assert.deepEqual({ code, signal }, { code: null, signal: 'SIGTERM' });
      assert.deepEqual(bodiesOf(server), ['started']);
    });
  }

  it('says when another provider was there first, and leaves logs to it', async () => {
    await using server = await startLocalServer();
    const flags = ['--import', './test/register/apps/other-provider.mjs', '--import', OURS];
    const { stderr } = await runApp(server, flags, 'winston.cjs');
    assert.match(stderr, /warn: .*another LoggerProvider was registered before: logs go there/);
    assert.deepEqual(server.calls, []);
  });

  it('says so when auto-instrumentations came first and exports logs itself', async () => {
    await using server = await startLocalServer();
    const { stderr } = await runApp(server, ['--import', AUTO, '--import', OURS], 'globals.cjs', {
      OTEL_EXPORTER_OTLP_ENDPOINT: server.url,
    });
    assert.match(stderr, /another LoggerProvider was registered before.*set OTEL_LOGS_EXPORTER=cloudwatch/);
  });

  it('leaves logs to others when OTEL_LOGS_EXPORTER names another exporter, and says so', async () => {
    await using server = await startLocalServer();
    const { stderr } = await runApp(server, ['--import', OURS], 'winston.cjs', {
      OTEL_LOGS_EXPORTER: 'console',
    });
    assert.match(stderr, /OTEL_LOGS_EXPORTER is "console": logs are left to others/);
    assert.deepEqual(server.calls, []);
  });

  it('turns its logs off by OTEL_LOGS_EXPORTER=none, and says nothing', async () => {
    await using server = await startLocalServer();
    const ended = await runApp(server, ['--import', OURS], 'winston.cjs', { OTEL_LOGS_EXPORTER: 'none' });
    assert.deepEqual(ended, { ...WELL, stdout: '' });
    assert.deepEqual(server.calls, []);
  });

  it('sets up nothing with OTEL_SDK_DISABLED', async () => {
    await using server = await startLocalServer();
    const { stdout } = await runApp(server, ['--import', OURS], 'globals.cjs', { OTEL_SDK_DISABLED: 'true' });
    assert.match(stdout, /"apiLogs":false.*"listeners":0/);
  });

  it('gives each worker thread its stream, and no signal handler', async () => {
    await using server = await startLocalServer();
    const { stdout: _, ...ended } = await runApp(server, ['--import', OURS], 'threads.mjs');
    assert.deepEqual(ended, WELL);
    const streams = Object.fromEntries(
      server.events().map(({ logStreamName, message }) => {
        const { body }: { body: string } = JSON.parse(message);
        return [body, logStreamName];
      }),
    );
    assert.deepEqual(Object.keys(streams).toSorted(), ['main', 'worker']);
    assert.match(streams['main'] ?? '', /\/shop\/\d+$/);
    assert.match(streams['worker'] ?? '', new RegExp(`^${streams['main'] ?? ''}-\\d+$`));
  });

  it('holds a burst of 3,000 records in one turn of the loop', async () => {
    await using server = await startLocalServer();
    const { stdout: _, ...ended } = await runApp(server, ['--import', OURS], 'burst.mjs');
    assert.deepEqual(ended, WELL);
    assert.deepEqual(
      bodiesOf(server),
      Array.from({ length: 3_000 }, (__, id) => id),
    );
  });

  it('writes warnings to stderr itself, never through the console', async () => {
    await using server = await startLocalServer({ faults: [{ kind: 'deny' }] });
    const { stdout, stderr } = await runApp(server, ['--import', OURS], 'console.mjs', {
      OTEL_EXPORTER_CLOUDWATCH_FLUSH_TIMEOUT_MILLIS: '300',
    });
    assert.match(stderr, /^\[opentelemetry\] error: opentelemetry-exporter-cloudwatch-logs /m);
    assert.equal(stdout, '0');
  });

  it('says nothing with OTEL_LOG_LEVEL=none, and leaves the level to nobody else', async () => {
    await using server = await startLocalServer({ faults: [{ kind: 'deny' }] });
    const { stdout, stderr } = await runApp(server, ['--import', OURS], 'console.mjs', {
      OTEL_EXPORTER_CLOUDWATCH_FLUSH_TIMEOUT_MILLIS: '300',
      OTEL_LOG_LEVEL: 'none',
    });
    assert.doesNotMatch(stderr, /\[opentelemetry\]/);
    assert.equal(stdout, '0');
  });

  it('makes no spans of its own calls', async () => {
    await using server = await startLocalServer();
    const { stdout } = await runApp(server, ['--import', OURS], 'winston.cjs', {
      OTEL_TRACES_EXPORTER: 'console',
    });
    assert.match(stdout, /name: 'span'/);
    assert.doesNotMatch(stdout, /PutLogEvents|CreateLog|'POST'/);
    assert.deepEqual(bodiesOf(server), ['hello']);
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`flushes on ${signal} and raises it again when nobody else listens`, async () => {
      await using server = await startLocalServer();
      const app = startApp(server, ['--import', OURS], 'server.mjs');
      await ready(app);
      app.process.kill(signal);
      const { code, signal: raised, stderr } = await app.ended;
      assert.deepEqual({ code, raised, stderr }, { code: null, raised: signal, stderr: '' });
      assert.deepEqual(bodiesOf(server), ['started']);
    });
  }

  it('leaves the end to a service that listens itself, and delivers until then', async () => {
    await using server = await startLocalServer();
    const app = startApp(server, ['--import', OURS], 'server.mjs', { GRACEFUL: '1' });
    await ready(app);
    app.process.kill('SIGTERM');
    const { code, signal } = await app.ended;
    assert.deepEqual({ code, signal }, { code: 7, signal: null });
    assert.deepEqual(bodiesOf(server), ['started', 'tidied up']);
  });

  it('ends within the bound when the service never answers', async () => {
    await using server = await startLocalServer({ faults: [{ kind: 'hang' }] });
    const app = startApp(server, ['--import', OURS], 'server.mjs', {
      OTEL_EXPORTER_CLOUDWATCH_FLUSH_TIMEOUT_MILLIS: '500',
    });
    await ready(app);
    const start = performance.now();
    app.process.kill('SIGTERM');
    const { signal, stderr } = await app.ended;
    assert.equal(signal, 'SIGTERM');
    assert.ok(performance.now() - start < 2_500, `${performance.now() - start} ms`);
    assert.match(stderr, /1 events .*no answer within 500 ms/);
  });

  it('delivers what is logged when the process tidies up, and removes what it added', async () => {
    await using server = await startLocalServer();
    const { stdout, ...ended } = await runApp(server, ['--import', OURS], 'tidies-up.mjs', {
      OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'pino',
    });
    assert.deepEqual(ended, WELL);
    assert.deepEqual(bodiesOf(server), ['last words', 'tidying up', 'tidied up']);
    // The listener of auto-instrumentations for SIGTERM is back.
    assert.equal(stdout, 'shutdown');
  });
});
