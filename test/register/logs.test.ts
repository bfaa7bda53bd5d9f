import assert from 'node:assert/strict';
import { createNoopMeter, metrics } from '@opentelemetry/api';
import { logs as apiLogs } from '@opentelemetry/api-logs';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { stub } from 'sinon';
import { startLocalServer } from '../../src/local-server/index.js';
import { claimLogs, emitRecord, openLogs, startProvider } from '../../src/register/logs.js';
import { createRelayProcessor } from '../../src/register/relay-processor.js';
import { bodies } from '../helpers/bodies.js';
import { environmentFor, makeSurroundings } from './helpers.js';

function createSpyProcessor() {
  return { onEmit: stub(), forceFlush: stub().resolves(), shutdown: stub().resolves() };
}

function tearDown(): void {
  apiLogs.disable();
  metrics.disable();
}

describe('logs: claimLogs', () => {
  afterEach(tearDown);

  it('returns the processor of all records', () => {
    const { surroundings, warnings } = makeSurroundings();
    assert.equal(claimLogs(surroundings)?.hasSeenRecord(), false);
    assert.deepEqual(warnings, []);
  });

  it('returns none where logs go to other exporters', () => {
    const { surroundings, warnings } = makeSurroundings({ env: { OTEL_LOGS_EXPORTER: 'otlp' } });
    assert.equal(claimLogs(surroundings), undefined);
    assert.deepEqual(warnings, []);
  });

  it('returns none beside a provider that was first, and reports it', () => {
    apiLogs.setGlobalLoggerProvider(new LoggerProvider());
    const { surroundings, warnings } = makeSurroundings();
    assert.equal(claimLogs(surroundings), undefined);
    assert.match(warnings.join('\n'), /^CWL_OTHER_LOGGER_PROVIDER: /);
  });
});

describe('logs: startProvider', () => {
  afterEach(tearDown);

  it('makes loggers whose records reach the processor, and ends with it', async () => {
    const { surroundings, warnings } = makeSurroundings();
    const relay = createRelayProcessor();
    const processor = createSpyProcessor();
    relay.setProcessors([processor]);

    const provider = startProvider(relay, surroundings);
    apiLogs.getLogger('shop').emit({ body: 'hello' });
    await provider?.shutdown();

    assert.deepEqual(
      processor.onEmit.args.map(([{ body, instrumentationScope }]) => [body, instrumentationScope.name]),
      [['hello', 'shop']],
    );
    assert.equal(processor.shutdown.callCount, 1);
    assert.deepEqual(warnings, []);
  });

  it('flushes the metrics of another SDK at its end, and survives their failure', async () => {
    const forceFlush = stub().rejects(new Error('no collector'));
    metrics.setGlobalMeterProvider(Object.assign({ getMeter: createNoopMeter }, { forceFlush }));

    await startProvider(createRelayProcessor(), makeSurroundings().surroundings)?.shutdown();

    assert.equal(forceFlush.callCount, 1);
  });
});

describe('logs', () => {
  const { env } = process;
  afterEach(() => {
    tearDown();
    process.env = env;
  });

  it('sends the records to CloudWatch Logs, and before it nowhere', async () => {
    await using server = await startLocalServer();
    process.env = { ...env, ...environmentFor(server), OTEL_SERVICE_NAME: 'shop' };
    const { surroundings, warnings } = makeSurroundings();
    const relay = createRelayProcessor();
    const provider = startProvider(relay, surroundings);

    emitRecord({ body: 'before' });
    openLogs(relay, surroundings);
    emitRecord({ body: 'after' });
    await provider?.shutdown();

    assert.deepEqual(bodies(server), ['after']);
    assert.deepEqual(warnings, []);
  });
});

describe('logs: emitRecord', () => {
  afterEach(tearDown);

  it('logs in the name of the register', () => {
    const processor = createSpyProcessor();
    apiLogs.setGlobalLoggerProvider(new LoggerProvider({ processors: [processor] }));

    emitRecord({ body: 'crashed' });

    const [[record]] = processor.onEmit.args as [[{ body: unknown; instrumentationScope: { name: string } }]];
    assert.deepEqual(
      [record.body, record.instrumentationScope.name],
      ['crashed', 'opentelemetry-exporter-cloudwatch-logs/register'],
    );
  });

  it('does nothing without a provider', () => {
    assert.doesNotThrow(() => emitRecord({ body: 'crashed' }));
  });
});
