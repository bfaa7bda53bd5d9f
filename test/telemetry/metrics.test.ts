import assert from 'node:assert/strict';
import { createNoopMeter } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  type Histogram,
} from '@opentelemetry/sdk-metrics';
import { createMetrics } from '../../src/telemetry/metrics.js';
import { thrower } from '../helpers/thrower.js';

function setUp() {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({ readers: [reader] });
  providers.push(provider);
  async function read() {
    exporter.reset();
    await reader.forceFlush();
    const metrics =
      exporter
        .getMetrics()
        .at(-1)
        ?.scopeMetrics.flatMap((scope) => scope.metrics) ?? [];
    return new Map(metrics.map((metric) => [metric.descriptor.name, metric]));
  }
  /** Points of a sum: the value for each set of attributes, without those of the component. */
  async function points(name: string) {
    const metric = (await read()).get(name);
    return metric?.dataPoints.map(({ attributes, value }) => {
      const { 'otel.component.name': _name, 'otel.component.type': _type, ...others } = attributes;
      return [value, others];
    });
  }
  return { provider, read, points };
}

const providers: MeterProvider[] = [];

describe('metrics', () => {
  afterEach(() => Promise.all(providers.splice(0).map((provider) => provider.shutdown())));

  it('have the names, units and kinds of the semantic conventions, and their own', async () => {
    const { provider, read } = setUp();
    const metrics = createMetrics(provider, () => 7);

    metrics.accepted(1);
    metrics.delivered(1);
    metrics.lost(1, 'invalid', false);
    metrics.billed(1, 'g');
    metrics.notSent(1, 'severity');
    metrics.operation(0.5, {});
    metrics.retried('throttled');
    metrics.truncated(1);
    metrics.body(10, 5);

    const all = [...(await read()).values()].map(({ descriptor, dataPointType }) => [
      descriptor.name,
      descriptor.unit,
      dataPointType,
    ]);
    const [HISTOGRAM, SUM] = [0, 3];
    assert.deepEqual(all, [
      ['otel.sdk.exporter.log.inflight', '{log_record}', SUM],
      ['otel.sdk.exporter.log.exported', '{log_record}', SUM],
      ['otel.sdk.exporter.operation.duration', 's', HISTOGRAM],
      ['cloudwatch_logs.exporter.log.lost', '{log_record}', SUM],
      ['cloudwatch_logs.exporter.log.not_sent', '{log_record}', SUM],
      ['cloudwatch_logs.exporter.event.size', 'By', SUM],
      ['cloudwatch_logs.exporter.event.truncated_size', 'By', SUM],
      ['cloudwatch_logs.exporter.body.size', 'By', SUM],
      ['cloudwatch_logs.exporter.body.compressed_size', 'By', SUM],
      ['cloudwatch_logs.exporter.retries', '{retry}', SUM],
      ['cloudwatch_logs.exporter.outbox.size', 'By', SUM],
    ]);
  });

  it('count what arrived, what was delivered and what was lost', async () => {
    const { provider, points } = setUp();
    const metrics = createMetrics(provider, () => 0);

    metrics.accepted(10);
    metrics.delivered(4);
    metrics.lost(3, 'too_old', true);
    metrics.lost(2, 'empty', false);

    assert.deepEqual(await points('otel.sdk.exporter.log.inflight'), [[3, {}]]);
    assert.deepEqual(await points('otel.sdk.exporter.log.exported'), [
      [4, {}],
      [3, { 'error.type': 'too_old' }],
      [2, { 'error.type': 'empty' }],
    ]);
    assert.deepEqual(await points('cloudwatch_logs.exporter.log.lost'), [
      [3, { reason: 'too_old' }],
      [2, { reason: 'empty' }],
    ]);
  });

  it('count the bytes that are billed, by log group', async () => {
    const { provider, points } = setUp();
    const metrics = createMetrics(provider, () => 0);

    metrics.billed(100, 'a');
    metrics.billed(50, 'b');
    metrics.billed(1, 'a');

    assert.deepEqual(await points('cloudwatch_logs.exporter.event.size'), [
      [101, { 'aws.log.group.name': 'a' }],
      [50, { 'aws.log.group.name': 'b' }],
    ]);
  });

  it('count what was left out on purpose, which is not a loss', async () => {
    const { provider, points } = setUp();
    const metrics = createMetrics(provider, () => 0);

    metrics.notSent(3, 'severity');
    metrics.notSent(1, 'not_sampled');
    metrics.notSent(1, 'severity');

    assert.deepEqual(await points('cloudwatch_logs.exporter.log.not_sent'), [
      [4, { reason: 'severity' }],
      [1, { reason: 'not_sampled' }],
    ]);
    assert.equal(await points('cloudwatch_logs.exporter.log.lost'), undefined);
  });

  it('count retries by what failed, and bytes before and after compression', async () => {
    const { provider, points } = setUp();
    const metrics = createMetrics(provider, () => 0);

    metrics.retried('throttled');
    metrics.retried('throttled');
    metrics.retried('denied');
    metrics.body(1_000, 100);
    metrics.body(500, 50);

    assert.deepEqual(await points('cloudwatch_logs.exporter.retries'), [
      [2, { 'error.type': 'throttled' }],
      [1, { 'error.type': 'denied' }],
    ]);
    assert.deepEqual(await points('cloudwatch_logs.exporter.body.size'), [[1_500, {}]]);
    assert.deepEqual(await points('cloudwatch_logs.exporter.body.compressed_size'), [[150, {}]]);
  });

  it('count the bytes that were cut from oversized events', async () => {
    const { provider, points } = setUp();
    const metrics = createMetrics(provider, () => 0);

    metrics.truncated(10);
    metrics.truncated(5);

    assert.deepEqual(await points('cloudwatch_logs.exporter.event.truncated_size'), [[15, {}]]);
  });

  it('record the duration of batches, in seconds, with their errors', async () => {
    const { provider, points } = setUp();
    const metrics = createMetrics(provider, () => 0);

    metrics.operation(0.25, {});
    metrics.operation(0.75, {});
    metrics.operation(10, {
      errorType: 'unavailable',
      httpStatus: 503,
      server: { address: 'localhost', port: 4566 },
    });

    const found = await points('otel.sdk.exporter.operation.duration');
    assert.deepEqual(
      found?.map(([value, attributes]) => {
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the kind is known by the name
        const { sum, count } = value as Histogram;
        return [sum, count, attributes];
      }),
      [
        [1, 2, {}],
        [
          10,
          1,
          {
            'error.type': 'unavailable',
            'http.response.status_code': 503,
            'server.address': 'localhost',
            'server.port': 4566,
          },
        ],
      ],
    );
  });

  it('observe the outbox until they are closed', async () => {
    const { provider, points } = setUp();
    let bytes = 5;
    const metrics = createMetrics(provider, () => bytes);

    assert.deepEqual(await points('cloudwatch_logs.exporter.outbox.size'), [[5, {}]]);
    bytes = 9;
    assert.deepEqual(await points('cloudwatch_logs.exporter.outbox.size'), [[9, {}]]);
    metrics.close();

    bytes = 11;
    const after = await points('cloudwatch_logs.exporter.outbox.size');
    assert.ok(after === undefined || after.every(([value]) => value !== 11));
  });

  it('distinguish exporters by name, under one type', async () => {
    const { provider, read } = setUp();
    for (let exporters = 0; exporters < 2; exporters++) createMetrics(provider, () => 0).accepted(1);

    const points = (await read()).get('otel.sdk.exporter.log.inflight')?.dataPoints ?? [];

    const names = points.map(({ attributes }) => String(attributes['otel.component.name']));
    assert.equal(new Set(names).size, 2);
    for (const name of names) assert.match(name, /^CloudWatchLogRecordExporter\/\d+$/);
    for (const { attributes } of points) {
      assert.equal(attributes['otel.component.type'], 'CloudWatchLogRecordExporter');
    }
  });

  it('cost nothing if they are off', () => {
    const metrics = createMetrics(undefined, () => assert.fail('no observer'));

    metrics.accepted(1);
    metrics.delivered(1);
    metrics.lost(1, 'empty', true);
    metrics.operation(1, {});
    metrics.retried('throttled');
    metrics.truncated(1);
    metrics.body(1, 1);
    metrics.close();
  });

  it('let no error of a meter out', () => {
    const meter = {
      ...createNoopMeter(),
      createCounter: () => ({ add: thrower }),
      createUpDownCounter: () => ({ add: thrower }),
      createHistogram: () => ({ record: thrower }),
      createObservableUpDownCounter: () => ({ addCallback: () => undefined, removeCallback: thrower }),
    };
    const metrics = createMetrics({ getMeter: () => meter }, () => 0);
    metrics.accepted(1);
    metrics.delivered(1);
    metrics.lost(1, 'invalid', true);
    metrics.operation(1, {});
    metrics.retried('throttled');
    metrics.body(1, 1);
    metrics.close();

    createMetrics({ getMeter: thrower }, () => 0).accepted(1);
  });
});
