import assert from 'node:assert/strict';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { SeverityNumber, type AnyValue } from '@opentelemetry/api-logs';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import * as sinon from 'sinon';
import { CloudWatchLogRecordExporter } from '../../src/index.js';
import { startLocalServer, type Fault } from '../../src/local-server/index.js';
import { until } from '../helpers/until.js';
import { startService, type Service } from './helpers/service.js';
import { bodies } from '../helpers/bodies.js';
import { turn } from '../helpers/turn.js';

function emit(service: Service, ...values: AnyValue[]): void {
  const logger = service.provider.getLogger('app');
  for (const body of values) logger.emit({ severityNumber: SeverityNumber.INFO, body });
}

function emittedWarnings(): sinon.SinonStub {
  return sinon.stub(process, 'emitWarning');
}

describe('The exporter, as a service uses it', () => {
  afterEach(() => sinon.restore());

  it('creates group, retention and stream on demand, and puts events with the entity of the service', async () => {
    await using server = await startLocalServer();
    await using service = startService(server);
    emit(service, 'hello');
    await service.provider.forceFlush();

    const [event] = server.events('/otel/shop', 'host-1/shop/42');
    assert.equal((JSON.parse(event!.message) as { body: string }).body, 'hello');
    const calls = server.calls.map(({ action, status }) => `${action} ${status}`);
    assert.deepEqual(
      calls.filter((call) => !call.startsWith('PutRetentionPolicy')),
      [
        'PutLogEvents 400',
        'CreateLogStream 400',
        'CreateLogGroup 200',
        'CreateLogStream 200',
        'PutLogEvents 200',
      ],
    );
    assert.ok(calls.includes('PutRetentionPolicy 200'));
    const puts = server.calls.filter(({ action }) => action === 'PutLogEvents');
    assert.deepEqual(puts.at(-1)?.input.entity, {
      keyAttributes: { Type: 'Service', Name: 'shop', Environment: 'test' },
      attributes: { PlatformType: 'Generic', Host: 'host-1' },
    });
  });

  it('delivers through a client of the application, and does not change it', async () => {
    await using server = await startLocalServer();
    const client = new CloudWatchLogsClient({ ...server.clientConfig, maxAttempts: 1 });
    const destroy = sinon.spy(client, 'destroy');
    const stack = client.middlewareStack.identify();
    const service = startService(server, { clientConfig: undefined, client });
    emit(service, 'mine');
    await service.provider.shutdown();
    assert.deepEqual(bodies(server), ['mine']);
    assert.deepEqual(client.middlewareStack.identify(), stack);
    sinon.assert.notCalled(destroy);
    client.destroy();
  });

  it('shows the events in the command to a mock of a client', async () => {
    const send = sinon.stub().resolves({});
    const exporter = new CloudWatchLogRecordExporter({ client: { send } });
    await using server = await startLocalServer();
    const service = startService(server);
    const records: ReadableLogRecord[] = [];
    sinon.stub(service.exporter, 'export').callsFake((given, done) => {
      records.push(...given);
      done({ code: 0 });
    });
    emit(service, 'seen');
    await service.provider.shutdown();
    await new Promise((resolve) => exporter.export(records, resolve));
    await exporter.shutdown();
    const { logEvents } = (send.firstCall.args[0] as { input: { logEvents: { message: string }[] } }).input;
    assert.equal((JSON.parse(logEvents[0]!.message) as { body: string }).body, 'seen');
  });

  it('answers export before the service does, and accepts overlapping exports', async () => {
    await using server = await startLocalServer({ faults: [{ kind: 'hang', times: 1 }] });
    const service = startService(server, { requestTimeoutMillis: 300 });
    emit(service, 'one');
    await until(() => server.calls.length === 1);
    emit(service, 'two');
    await service.provider.forceFlush();
    // If a busy machine delays an answer, that call is repeated too.
    assert.deepEqual([...new Set(bodies(server))], ['one', 'two']);
    await service.provider.shutdown();
  });

  it('limits forceFlush and shutdown against a service that hangs, and counts what is left', async () => {
    await using server = await startLocalServer({ faults: [{ kind: 'hang' }] });
    const service = startService(server, { flushTimeoutMillis: 100 });
    emit(service, 'a', 'b', 'c');
    await service.provider.forceFlush();
    await service.provider.shutdown();
    assert.deepEqual(
      service.losses.map(({ reason, count, logStreamName }) => ({ reason, count, logStreamName })),
      [{ reason: 'shutdown', count: 3, logStreamName: 'host-1/shop/42' }],
    );
  });

  it('fails exports after shutdown with an error, and counts them', async () => {
    await using server = await startLocalServer();
    const service = startService(server);
    emit(service, 'kept');
    const records: ReadableLogRecord[] = [];
    const original = service.exporter.export.bind(service.exporter);
    sinon.stub(service.exporter, 'export').callsFake((given, done) => {
      records.push(...given);
      original(given, done);
    });
    await service.provider.shutdown();
    const result = await new Promise<{ code: number; error?: Error }>((resolve) =>
      original(records, resolve),
    );
    assert.equal(result.code, 1);
    assert.equal(result.error?.name, 'ExporterShutDown');
    assert.equal(Reflect.get(result.error, 'code'), 'CWL_EXPORT_AFTER_SHUTDOWN');
    await until(() => service.losses.length === 1);
    assert.equal(service.losses[0]?.reason, 'shutdown');
    assert.deepEqual(bodies(server), ['kept']);
  });

  it('fails an export of values that are not records, and delivers the good record beside a hostile one', async () => {
    await using server = await startLocalServer();
    const service = startService(server);
    const result = await new Promise<{ code: number }>((resolve) =>
      service.exporter.export(null as unknown as ReadableLogRecord[], resolve),
    );
    assert.equal(result.code, 1);

    const original = service.exporter.export.bind(service.exporter);
    sinon.stub(service.exporter, 'export').callsFake((given, done) => {
      const hostile = new Proxy(given[0]!, {
        get() {
          throw new Error('do not touch');
        },
      });
      original([hostile, ...given], done);
    });
    emit(service, 'good');
    await service.provider.shutdown();
    assert.deepEqual(bodies(server), ['good']);
    assert.deepEqual(
      service.losses.map(({ reason, count }) => [reason, count]),
      [['encode_failed', 1]],
    );
  });

  it('answers export with an error when the outbox is full, and counts exactly what it lost', async () => {
    await using server = await startLocalServer({ faults: [{ kind: 'unavailable' }] });
    const service = startService(server, { outbox: { maxBytes: 20_000 }, flushTimeoutMillis: 50 });
    const results: { code: number; error?: Error }[] = [];
    const original = service.exporter.export.bind(service.exporter);
    sinon.stub(service.exporter, 'export').callsFake((given, done) =>
      original(given, (result) => {
        results.push(result);
        done(result);
      }),
    );
    emit(service, ...Array.from({ length: 200 }, (_, index) => `record ${index}`));
    await service.provider.shutdown();
    assert.equal(results[0]?.code, 1);
    assert.equal(results[0]?.error?.name, 'OutboxFull');
    assert.equal(Reflect.get(results[0].error, 'code'), 'CWL_EXPORT_REFUSED');
    const lost = (reason: string) =>
      service.losses.filter((loss) => loss.reason === reason).reduce((sum, { count }) => sum + count, 0);
    assert.ok(lost('outbox_full') > 0);
    assert.equal(lost('outbox_full') + lost('shutdown'), 200);
  });

  for (const as of ['serialization', 'malformed', 415, 500] as const) {
    it(`continues without gzip if an endpoint cannot read it (${as})`, async () => {
      await using server = await startLocalServer({ faults: [{ kind: 'no-gzip', as }] });
      await using service = startService(server);
      for (const body of ['one', 'two', 'three']) {
        emit(service, body);
        await service.provider.forceFlush();
      }
      assert.deepEqual(bodies(server), ['one', 'two', 'three']);
      assert.equal(server.calls.at(-1)?.gzip, false);
      assert.equal(server.calls.at(-2)?.gzip, false, 'gzip is no longer tried');
      assert.deepEqual(service.losses, []);
    });
  }

  it('keeps gzip after one temporary 503 at the start', async () => {
    await using server = await startLocalServer({ faults: [{ kind: 'unavailable', times: 1 }] });
    await using service = startService(server);
    for (const body of ['one', 'two', 'three']) {
      emit(service, body);
      await service.provider.forceFlush();
    }
    assert.deepEqual(bodies(server), ['one', 'two', 'three']);
    assert.equal(server.calls.at(-1)?.gzip, true);
  });

  it('sends again with new credentials when the old ones have expired', async () => {
    await using server = await startLocalServer({ faults: [{ kind: 'expired-token', accessKeyId: 'OLD' }] });
    const asked: unknown[] = [];
    await using service = startService(server, {
      clientConfig: {
        ...server.clientConfig,
        credentials: (options?: { forceRefresh?: boolean }) => {
          asked.push(options);
          return Promise.resolve({
            accessKeyId: asked.length > 1 ? 'NEW' : 'OLD',
            secretAccessKey: 'secret',
            expiration: new Date(Date.now() + 3_600_000),
          });
        },
      },
    });
    emit(service, 'signed again');
    await service.provider.forceFlush();
    assert.deepEqual(bodies(server), ['signed again']);
    assert.equal(asked.length, 2);
  });

  it('signs with the time of the service when its own clock is off', async () => {
    await using server = await startLocalServer({ faults: [{ kind: 'skew', skewMillis: 20 * 60_000 }] });
    await using service = startService(server);
    emit(service, 'in time');
    await service.provider.forceFlush();
    assert.deepEqual(bodies(server), ['in time']);
  });

  it('creates a deleted stream again', async () => {
    await using server = await startLocalServer({
      faults: [{ kind: 'delete-stream', actions: ['PutLogEvents'], skip: 2 }],
    });
    await using service = startService(server);
    emit(service, 'one');
    await service.provider.forceFlush();
    emit(service, 'two');
    await service.provider.forceFlush();
    assert.deepEqual(bodies(server), ['two'], 'the first went with its stream');
    assert.deepEqual(service.losses, []);
  });

  it('counts events that are too old or too new, and delivers their neighbors', async () => {
    await using server = await startLocalServer();
    await using service = startService(server);
    const logger = service.provider.getLogger('app');
    const hour = 3_600_000;
    for (const [body, time] of [
      ['old', Date.now() - 15 * 24 * hour],
      ['new', Date.now() + 3 * hour],
    ] as const) {
      logger.emit({ body, timestamp: time, observedTimestamp: time });
    }
    logger.emit({ body: 'now', timestamp: Date.now() });
    await service.provider.forceFlush();
    await until(() => service.losses.length === 2);
    assert.deepEqual(bodies(server), ['now']);
    assert.deepEqual(service.losses.map(({ reason, count }) => [reason, count]).toSorted(), [
      ['too_new', 1],
      ['too_old', 1],
    ]);
    assert.deepEqual(server.violations, []);
  });

  it('writes a loss notice to the stream, in its own format', async () => {
    await using server = await startLocalServer();
    const service = startService(server, { lossNotices: true, format: 'flat' });
    const logger = service.provider.getLogger('app');
    const old = Date.now() - 15 * 24 * 3_600_000;
    logger.emit({ body: 'old', timestamp: old, observedTimestamp: old });
    logger.emit({ body: 'now' });
    await service.provider.forceFlush();
    await service.provider.shutdown();
    const [, notice] = server.events().map(({ message }) => JSON.parse(message) as Record<string, unknown>);
    assert.equal(notice?.['level'], 'WARN');
    assert.equal(notice['message'], '1 log record was lost here: too_old');
    assert.equal(notice['eventName'], 'cloudwatch_logs.exporter.loss');
    assert.equal(notice['service'], 'shop');
    assert.equal(notice['loss.count'], 1);
    assert.deepEqual(server.violations, []);
  });

  for (const format of ['otlp', 'flat', 'body'] as const) {
    it(`does not count its loss notices in waitFor, in the format ${format}`, async () => {
      await using server = await startLocalServer();
      const service = startService(server, { lossNotices: true, format });
      const logger = service.provider.getLogger('app');
      const old = Date.now() - 15 * 24 * 3_600_000;
      logger.emit({ body: 'old', timestamp: old, observedTimestamp: old });
      logger.emit({ body: 'now' });
      await service.provider.forceFlush();
      await service.provider.shutdown();
      assert.equal(server.events().length, 2);
      await server.waitFor(1);
      await assert.rejects(server.waitFor(2, { timeoutMillis: 1 }), {
        message: /got 1 .* 1 more than 14 days old/,
      });
    });
  }

  it('finds one bad record and delivers the others', async () => {
    await using server = await startLocalServer();
    await using service = startService(server, {
      format: ({ body }) => {
        if (body === 'bad') throw new Error('no format for this');
        return typeof body === 'string' ? body : undefined;
      },
    });
    emit(service, 'one', 'bad', '', undefined, 'two');
    await service.provider.forceFlush();
    await until(() => service.losses.length === 2);
    assert.deepEqual(
      server.events().map(({ message }) => message),
      ['one', 'two'],
    );
    assert.deepEqual(service.losses.map(({ reason, count }) => [reason, count]).toSorted(), [
      ['empty', 1],
      ['encode_failed', 1],
    ]);
  });

  it('loses only the events that the service refuses', async () => {
    const poisonous: Fault = {
      kind: 'respond',
      errorName: 'InvalidParameterException',
      message:
        "1 validation error detected: Value 'secret' at 'logEvents.2.member.message' failed to satisfy constraint",
      times: 1,
    };
    await using server = await startLocalServer({ faults: [poisonous] });
    await using service = startService(server);
    emit(service, 'one', 'poison', 'two');
    await service.provider.forceFlush();
    await until(() => service.losses.length === 1);
    assert.deepEqual(bodies(server), ['one', 'two']);
    const [loss] = service.losses;
    assert.deepEqual([loss?.reason, loss?.count], ['invalid', 1]);
    assert.doesNotMatch(String(loss?.error), /secret/);
  });

  it('splits an event over the limit, each part valid JSON with the same trace', async () => {
    await using server = await startLocalServer();
    await using service = startService(server);
    const text = 'größer als 1 MiB 📦 '.repeat(120_000);
    emit(service, text);
    await service.provider.forceFlush();
    const parts = server
      .events()
      .map(
        ({ message }) =>
          JSON.parse(message) as { body: string; eventPart: { id: string; n: number; m: number } },
      );
    assert.equal(parts.map(({ body }) => body).join(''), text);
    assert.deepEqual(
      parts.map(({ eventPart: { n, m } }) => [n, m]),
      parts.map((_, index) => [index + 1, parts.length]),
    );
    assert.equal(new Set(parts.map(({ eventPart }) => eventPart.id)).size, 1);
    assert.deepEqual(server.violations, []);
  });

  it('reports a denied action and the permission once, also as a process warning', async () => {
    const warnings = emittedWarnings();
    await using server = await startLocalServer({ faults: [{ kind: 'deny', actions: ['CreateLogStream'] }] });
    const service = startService(server, { flushTimeoutMillis: 200 });
    emit(service, 'one');
    await service.provider.forceFlush();
    emit(service, 'two');
    await service.provider.forceFlush();
    await service.provider.shutdown();
    const texts = ourWarnings(warnings);
    assert.equal(texts.length, 2);
    assert.match(texts[1]!, /\b2 events .*: 2 for "\/otel\/shop" "host-1\/shop\/42"/);
    assert.match(texts[0]!, /logs:CreateLogStream on arn:aws:logs:\*:\*:log-group:\/otel\/shop:\*/);
  });

  it('reports the command that creates what is missing when creation is off', async () => {
    const warnings = emittedWarnings();
    await using server = await startLocalServer();
    const service = startService(server, { createLogStream: false, flushTimeoutMillis: 100 });
    emit(service, 'one');
    await service.provider.shutdown();
    assert.match(ourWarnings(warnings)[0]!, /aws logs create-log-stream --log-group-name '\/otel\/shop'/);
    assert.deepEqual(
      server.calls.filter(({ action }) => action.startsWith('Create')),
      [],
    );
  });

  it('reports once that the AWS SDK finds no region', async () => {
    const warnings = emittedWarnings();
    await using server = await startLocalServer();
    const { credentials, endpoint } = server.clientConfig;
    sinon.stub(process, 'env').value({
      ...process.env,
      AWS_REGION: undefined,
      AWS_DEFAULT_REGION: undefined,
      AWS_CONFIG_FILE: '/dev/null',
      HOME: '/nonexistent',
    });
    const service = startService(server, {
      clientConfig: { credentials, endpoint },
      flushTimeoutMillis: 300,
    });
    emit(service, 'one');
    await service.provider.shutdown();
    const texts = ourWarnings(warnings);
    assert.equal(texts.filter((text) => text.includes('AWS_REGION')).length, 1);
  });

  it('sends a record with a refused time at its observed time, and reports no secret', async () => {
    await using server = await startLocalServer();
    await using service = startService(server, { redact: ['authorization'] });
    const observed = Date.now();
    service.provider.getLogger('app').emit({
      timestamp: observed * 1_000,
      observedTimestamp: observed,
      body: { headers: { Authorization: 'Bearer secret' } },
    });
    await service.provider.forceFlush();
    const [event] = server.events();
    assert.equal(event?.timestamp, observed);
    assert.match(event?.message ?? '', new RegExp(`"timeUnixNano":${observed * 1_000}000000,`));
    assert.match(event?.message ?? '', /"Authorization":"\[REDACTED\]"/);
    assert.ok(!(event?.message ?? '').includes('secret'));
  });

  it('records its own metrics', async () => {
    const memory = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const meterProvider = new MeterProvider({
      readers: [new PeriodicExportingMetricReader({ exporter: memory, exportIntervalMillis: 3_600_000 })],
    });
    await using server = await startLocalServer();
    const service = startService(server, {
      selfObsMeterProvider: meterProvider,
      maxEventBytes: 2_048,
      oversizedEvents: 'truncate',
    });
    emit(service, 'one', 'two'.repeat(2_000));
    await service.provider.forceFlush();
    await meterProvider.forceFlush();
    const values = new Map(
      memory
        .getMetrics()
        .flatMap(({ scopeMetrics }) => scopeMetrics)
        .flatMap(({ metrics }) => metrics)
        .map(({ descriptor, dataPoints }) => [descriptor.name, dataPoints[0]?.value]),
    );
    assert.equal(values.get('otel.sdk.exporter.log.exported'), 2);
    assert.equal(values.get('otel.sdk.exporter.log.inflight'), 0);
    assert.equal(values.get('cloudwatch_logs.exporter.outbox.size'), 0);
    assert.ok(Number(values.get('cloudwatch_logs.exporter.event.truncated_size')) > 3_952);
    assert.ok(Number(values.get('cloudwatch_logs.exporter.body.size')) > 0);
    await service.provider.shutdown();
    await meterProvider.shutdown();
  });

  it('does not block a provider whose logger never stops during an outage', async () => {
    const away: Fault = { kind: 'unavailable' };
    await using server = await startLocalServer({ faults: [away] });
    await using service = startService(server);
    for (let index = 0; index < 50; index++) {
      emit(service, `during ${index}`);
      await turn();
    }
    server.faults = [];
    await service.provider.forceFlush();
    assert.deepEqual(
      bodies(server),
      Array.from({ length: 50 }, (_, index) => `during ${index}`),
    );
    assert.deepEqual(service.losses, []);
  });
});

function ourWarnings(stub: sinon.SinonStub): string[] {
  return stub.args
    .map(([text]) => String(text))
    .filter((text) => text.startsWith('opentelemetry-exporter-cloudwatch-logs'));
}
