import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { startLocalServer } from '../../src/local-server/index.js';
import { startCollector } from './helpers/collector.js';
import { bodiesOf, eventsOf } from './helpers/events.js';
import { OURS, runApp } from './helpers/run-app.js';

/** Not installed in every line of the matrix. */
function isInstalled(name: string): boolean {
  try {
    return createRequire(import.meta.url).resolve(name) !== '';
  } catch {
    return false;
  }
}

describe('register, with more exporters', function () {
  it('sends logs to CloudWatch Logs, to OTLP and to the console', async () => {
    await using server = await startLocalServer();
    await using collector = await startCollector();
    const { code, stdout, stderr } = await runApp(server, ['--import', OURS], 'winston.cjs', {
      OTEL_LOGS_EXPORTER: 'cloudwatch,otlp,console',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    });
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    assert.deepEqual(bodiesOf(server), ['hello']);
    assert.deepEqual(collector.paths, ['/v1/logs']);
    assert.match(stdout, /body: 'hello'/);
  });

  it('ends traces, metrics and logs together', async () => {
    await using server = await startLocalServer();
    await using collector = await startCollector();
    const { code } = await runApp(server, ['--import', OURS], 'winston.cjs', {
      OTEL_LOGS_EXPORTER: 'cloudwatch,otlp',
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_METRICS_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    });
    assert.equal(code, 0);
    assert.deepEqual([...new Set(collector.paths)].toSorted(), ['/v1/logs', '/v1/metrics', '/v1/traces']);
    assert.deepEqual(bodiesOf(server), ['hello']);
  });

  it('passes the metrics of the exporter to the global meter provider', async () => {
    await using server = await startLocalServer();
    const { stdout } = await runApp(server, ['--import', OURS], 'winston.cjs', {
      OTEL_METRICS_EXPORTER: 'console',
      OTEL_EXPORTER_CLOUDWATCH_SELF_METRICS: 'true',
    });
    assert.match(stdout, /otel\.sdk\.exporter\.log\.exported/);
    assert.deepEqual(bodiesOf(server), ['hello']);
  });

  it('sends none otherwise, and reports a missing meter provider', async () => {
    await using server = await startLocalServer();
    const silent = await runApp(server, ['--import', OURS], 'winston.cjs', {
      OTEL_METRICS_EXPORTER: 'console',
    });
    assert.doesNotMatch(silent.stdout, /otel\.sdk\.exporter/);
    const { stderr } = await runApp(server, ['--import', OURS], 'winston.cjs', {
      OTEL_EXPORTER_CLOUDWATCH_SELF_METRICS: 'true',
    });
    assert.match(stderr, /CWL_METER_PROVIDER_MISSING: .*_SELF_METRICS/);
  });

  it('logs lines written with console, which are still written', async () => {
    await using server = await startLocalServer();
    const { stdout, stderr } = await runApp(server, ['--import', OURS], 'console-only.mjs', {
      OTEL_EXPORTER_CLOUDWATCH_CONSOLE: 'true',
    });
    assert.equal(stdout, 'log is low\n');
    if (!isInstalled('@opentelemetry/instrumentation-console')) {
      assert.match(stderr, /CWL_PACKAGE_MISSING: .*CONSOLE .*npm i @opentelemetry\/instrumentation-console/);
      return;
    }
    assert.equal(stderr, 'warn is low\n');
    assert.deepEqual(
      eventsOf(server).map(({ body, severityText, scope }) => [body, severityText, scope.name]),
      [
        ['log is low', 'info', '@opentelemetry/instrumentation-console'],
        ['warn is low', 'warn', '@opentelemetry/instrumentation-console'],
      ],
    );
  });

  it('does not log what exporters write to the console', async () => {
    await using server = await startLocalServer();
    const { code, stdout } = await runApp(server, ['--import', OURS], 'winston.cjs', {
      OTEL_EXPORTER_CLOUDWATCH_CONSOLE: 'true',
      OTEL_LOGS_EXPORTER: 'cloudwatch,console',
      OTEL_TRACES_EXPORTER: 'console',
      OTEL_METRICS_EXPORTER: 'console',
    });
    assert.equal(code, 0);
    assert.match(stdout, /body: 'hello'/);
    assert.match(stdout, /name: 'span'/);
    assert.deepEqual(bodiesOf(server), ['hello']);
  });
});
