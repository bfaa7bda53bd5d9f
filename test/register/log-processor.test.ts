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
import { restore, stub } from 'sinon';
import { startLocalServer, type LocalServer } from '../../src/local-server/index.js';
import { createLogProcessor, maxMillisOf } from '../../src/register/log-processor.js';
import { until } from '../helpers/until.js';
import { bodies } from '../helpers/bodies.js';
import { environmentFor } from './helpers.js';

const FLUSH_TIMEOUT = 'OTEL_EXPORTER_CLOUDWATCH_FLUSH_TIMEOUT_MILLIS';

interface Settings {
  readonly scheduledDelayMillis?: number;
  readonly selfObsMeterProvider?: MeterProvider;
}

function setUp({ scheduledDelayMillis, selfObsMeterProvider }: Settings = {}) {
  const processor = createLogProcessor(process.env, { scheduledDelayMillis, selfObsMeterProvider });
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
      ...environmentFor(server),
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

  it('delivers at a flush what was logged, and later records at shutdown', async () => {
    const { processor, emit } = setUp();
    emit('first');
    await processor.forceFlush();
    assert.deepEqual(bodies(server, '/otel/shop'), ['first']);
    emit('second');
    await processor.shutdown();
    assert.deepEqual(bodies(server, '/otel/shop'), ['first', 'second']);
  });

  it('may be shut down and flushed again, without a warning', async () => {
    const { processor, emit } = setUp();
    emit('first');
    await Promise.all([processor.shutdown(), processor.shutdown(), processor.forceFlush()]);
    await processor.forceFlush();
    assert.deepEqual(bodies(server, '/otel/shop'), ['first']);
    assert.deepEqual(warnings, []);
  });

  it('allows the timeout of a flush plus a second', () => {
    assert.equal(maxMillisOf({ [FLUSH_TIMEOUT]: '1500' }), 2_500);
  });

  it('holds a burst in one turn of the event loop that no batch queue would hold', async () => {
    const { processor, emit } = setUp();
    for (let id = 0; id < 50_000; id++) emit(id);
    await processor.shutdown();
    assert.equal(bodies(server, '/otel/shop').length, 50_000);
    assert.deepEqual(warnings, []);
  });

  it('sends on its own after the configured delay', async () => {
    const { processor, emit } = setUp({ scheduledDelayMillis: 1 });
    emit('first');
    await until(() => bodies(server, '/otel/shop').length === 1);
    await processor.shutdown();
  });

  it('limits the end if the service hangs, and reports what is left', async () => {
    server.faults = [{ kind: 'hang' }];
    process.env[FLUSH_TIMEOUT] = '200';
    const { processor, emit } = setUp();
    for (let id = 0; id < 20; id++) emit(id);
    await processor.shutdown();
    assert.match(warnings.join('\n'), /CWL_SHUTDOWN_LOST: .*\b20 events .*\b200 ms/);
  });

  it('passes its metrics to the meter provider', async () => {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 60_000 });
    const meterProvider = new SdkMeterProvider({ readers: [reader] });
    const { processor, emit } = setUp({ selfObsMeterProvider: meterProvider });
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
  });
});
