import assert from 'node:assert/strict';
import { diag, DiagLogLevel, type MeterProvider } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider as SdkMeterProvider,
} from '@opentelemetry/sdk-metrics';
import { PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { assert as calls, restore, spy, stub } from 'sinon';
import { CloudWatchLogRecordExporter } from '../../src/exporter.js';
import { startLocalServer, type LocalServer } from '../../src/local-server/index.js';
import type { BatchSettings } from '../../src/register/batch-settings.js';
import { createLogProcessor, maxMillisOf } from '../../src/register/log-processor.js';

const FLUSH_TIMEOUT = 'OTEL_EXPORTER_CLOUDWATCH_FLUSH_TIMEOUT_MILLIS';

function bodiesIn(server: LocalServer): unknown[] {
  return server.events('/otel/shop').map(({ message }) => {
    const { body }: { body: unknown } = JSON.parse(message);
    return body;
  });
}

function setUp({ batch = {}, meterProvider }: { batch?: BatchSettings; meterProvider?: MeterProvider } = {}) {
  const processor = createLogProcessor(process.env, batch, meterProvider);
  const resource = resourceFromAttributes({ 'service.name': 'shop' });
  const logger = new LoggerProvider({ resource, processors: [processor] }).getLogger('test');
  return { processor, emit: (body: unknown): void => logger.emit({ body: String(body) }) };
}

describe('log-processor', () => {
  let server: LocalServer;
  let warnings: string[];
  const { env } = process;

  beforeEach(async () => {
    server = await startLocalServer();
    process.env = {
      ...env,
      AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: server.url,
      AWS_REGION: server.clientConfig.region,
      AWS_ACCESS_KEY_ID: 'LOCAL',
      AWS_SECRET_ACCESS_KEY: 'local',
      OTEL_EXPORTER_CLOUDWATCH_LOG_GROUP_RETENTION_IN_DAYS: '7',
      [FLUSH_TIMEOUT]: '300000',
    };
    warnings = [];
    const warn = (...args: unknown[]): void => void warnings.push(args.join(' '));
    const ignore = stub();
    diag.setLogger({ error: warn, warn, info: ignore, debug: ignore, verbose: ignore }, DiagLogLevel.WARN);
  });

  afterEach(async () => {
    restore();
    diag.disable();
    process.env = env;
    await server.close();
  });

  it('delivers what was logged when it is flushed, and what comes after when it is shut down', async () => {
    const { processor, emit } = setUp();
    emit('first');
    await processor.forceFlush();
    assert.deepEqual(bodiesIn(server), ['first']);
    emit('second');
    await processor.shutdown();
    assert.deepEqual(bodiesIn(server), ['first', 'second']);
  });

  it('may be shut down and flushed again, and warns of nothing', async () => {
    const { processor, emit } = setUp();
    emit('first');
    await Promise.all([processor.shutdown(), processor.shutdown(), processor.forceFlush()]);
    await processor.forceFlush();
    assert.deepEqual(bodiesIn(server), ['first']);
    assert.deepEqual(warnings, []);
  });

  it('takes the time that the exporter may take, and a second to empty the queue', () => {
    assert.equal(maxMillisOf({ [FLUSH_TIMEOUT]: '1500' }), 2_500);
  });

  it('holds a longer queue than OpenTelemetry’s, in larger batches', async () => {
    const { processor, emit } = setUp();
    for (let id = 0; id < 20_000; id++) emit(id);
    await processor.shutdown();
    assert.equal(bodiesIn(server).length, 20_000);
    assert.deepEqual(warnings, []);
  });

  it('fits the batch to a short queue, and says nothing of it', async () => {
    const { processor, emit } = setUp({ batch: { maxQueueSize: 100 } });
    for (let id = 0; id < 100; id++) emit(id);
    await processor.shutdown();
    assert.equal(bodiesIn(server).length, 100);
    assert.deepEqual(warnings, []);
  });

  it('empties a long queue into the outbox before the one bound on delivery begins', async () => {
    server.faults = [{ kind: 'hang' }];
    process.env[FLUSH_TIMEOUT] = '200';
    const { processor, emit } = setUp({ batch: { maxExportBatchSize: 1 } });
    for (let id = 0; id < 20; id++) emit(id);
    const methods = spy(CloudWatchLogRecordExporter.prototype);
    await processor.shutdown();
    // The processor flushes after each export; twenty of these would wait for twenty bounds.
    calls.callCount(methods.export, 20);
    calls.notCalled(methods.forceFlush);
    calls.callOrder(methods.export, methods.shutdown);
    assert.match(warnings.join('\n'), /20 events that had no answer within 200 ms/);
  });

  it('gives metrics of the processor and of the exporter to the meter provider', async () => {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 60_000 });
    const meterProvider = new SdkMeterProvider({ readers: [reader] });
    const { processor, emit } = setUp({ meterProvider });
    emit('hello');
    await processor.forceFlush();
    await meterProvider.forceFlush();
    await processor.shutdown();
    await meterProvider.shutdown();
    const names = exporter
      .getMetrics()
      .flatMap(({ scopeMetrics }) => scopeMetrics)
      .flatMap(({ metrics }) => metrics.map(({ descriptor }) => descriptor.name));
    assert.ok(names.includes('otel.sdk.exporter.log.exported'), names.join());
    assert.ok(
      names.some((name) => name.startsWith('otel.sdk.processor.log.')),
      names.join(),
    );
  });
});
