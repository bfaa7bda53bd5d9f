import assert from 'node:assert/strict';
import { startLocalServer } from '../../src/local-server/index.js';
import { startCollector } from './helpers/collector.js';
import { bodiesOf } from './helpers/events.js';
import { AUTO, OURS, ready, runApp, startApp } from './helpers/run-app.js';

const WELL = { code: 0, signal: null, stderr: '' };

describe('register, beside other providers', () => {
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

    it(`flushes logs and traces and ends by SIGTERM, with ${name}`, async () => {
      await using server = await startLocalServer();
      await using collector = await startCollector();
      const app = startApp(server, flags, 'server.mjs', {
        OTEL_LOGS_EXPORTER: 'cloudwatch',
        OTEL_TRACES_EXPORTER: 'otlp',
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      });
      await ready(app);
      app.process.kill('SIGTERM');
      const { code, signal } = await app.ended;
      assert.deepEqual({ code, signal }, { code: null, signal: 'SIGTERM' });
      assert.deepEqual(bodiesOf(server), ['started']);
      assert.deepEqual(collector.paths, ['/v1/traces']);
    });
  }

  it('reports that another provider was first, and leaves logs to it', async () => {
    await using server = await startLocalServer();
    const flags = ['--import', './test/zero-code/apps/other-provider.mjs', '--import', OURS];
    const { stderr } = await runApp(server, flags, 'winston.cjs');
    assert.match(stderr, /warn: .*CWL_OTHER_LOGGER_PROVIDER: /);
    assert.deepEqual(server.calls, []);
  });

  it('reports that auto-instrumentations came first and export logs', async () => {
    await using server = await startLocalServer();
    const { stderr } = await runApp(server, ['--import', AUTO, '--import', OURS], 'globals.cjs', {
      OTEL_EXPORTER_OTLP_ENDPOINT: server.url,
    });
    assert.match(stderr, /CWL_OTHER_LOGGER_PROVIDER: .*OTEL_LOGS_EXPORTER=cloudwatch/);
  });

  it('leaves logs to others if OTEL_LOGS_EXPORTER names another exporter, and reports it', async () => {
    await using server = await startLocalServer();
    const { stderr } = await runApp(server, ['--import', OURS], 'winston.cjs', {
      OTEL_LOGS_EXPORTER: 'console',
    });
    assert.match(stderr, /CWL_LOGS_LEFT_TO_OTHERS: .*"console"/);
    assert.deepEqual(server.calls, []);
  });

  it('turns its logs off with OTEL_LOGS_EXPORTER=none, and reports nothing', async () => {
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
});
