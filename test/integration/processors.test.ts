import assert from 'node:assert/strict';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchLogRecordProcessor,
  InMemoryLogRecordExporter,
  LoggerProvider,
  type LogRecordProcessor,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import { CloudWatchLogRecordExporter } from '../../src/index.js';
import { type LocalServer, startLocalServer } from '../../src/local-server/index.js';
import { until } from '../helpers/until.js';

function exporterTo(server: LocalServer): CloudWatchLogRecordExporter {
  return new CloudWatchLogRecordExporter({
    clientConfig: server.clientConfig,
    logGroup: { retentionInDays: 7 },
  });
}

function providerOf(...processors: LogRecordProcessor[]): LoggerProvider {
  return new LoggerProvider({ resource: resourceFromAttributes({ 'service.name': 'shop' }), processors });
}

interface Written {
  readonly body: unknown;
  readonly attributes?: unknown;
}

function writtenIn(server: LocalServer): Written[] {
  assert.deepEqual(server.violations, []);
  return server.events().map(({ message }) => JSON.parse(message) as Written);
}

function bodiesIn(server: LocalServer): unknown[] {
  return writtenIn(server).map(({ body }) => body);
}

describe('The exporter, with the processors of the SDK', () => {
  it('delivers at shutdown what a simple processor, which never flushes, has exported concurrently', async () => {
    await using server = await startLocalServer({ faults: [{ kind: 'latency', latencyMillis: 50 }] });
    const provider = providerOf(new SimpleLogRecordProcessor({ exporter: exporterTo(server) }));
    for (let id = 0; id < 5; id++) provider.getLogger('test').emit({ body: id });
    await provider.shutdown();
    assert.deepEqual(bodiesIn(server), [0, 1, 2, 3, 4]);
  });

  it('delivers if it is shut down during an export and a flush', async () => {
    await using server = await startLocalServer({ faults: [{ kind: 'latency', latencyMillis: 100 }] });
    const provider = providerOf(new BatchLogRecordProcessor({ exporter: exporterTo(server) }));
    provider.getLogger('test').emit({ body: 'kept' });
    const flush = provider.forceFlush();
    await provider.shutdown();
    await flush;
    assert.deepEqual(bodiesIn(server), ['kept']);
  });

  it('accepts further exports after flushes that could not deliver', async () => {
    await using server = await startLocalServer({ faults: [{ kind: 'unavailable' }] });
    const exporter = new CloudWatchLogRecordExporter({
      clientConfig: server.clientConfig,
      flushTimeoutMillis: 50,
    });
    const provider = providerOf(new BatchLogRecordProcessor({ exporter }));
    const logger = provider.getLogger('test');
    logger.emit({ body: 'first' });
    await provider.forceFlush();
    server.faults = [];
    logger.emit({ body: 'second' });
    await provider.forceFlush();
    await until(() => server.events().length === 2);
    assert.deepEqual(bodiesIn(server), ['first', 'second']);
    await provider.shutdown();
  });

  it('writes undefined in attributes alike in both SDK lines, which keep it or not', async () => {
    await using server = await startLocalServer();
    const provider = providerOf(new BatchLogRecordProcessor({ exporter: exporterTo(server) }));
    const attributes = { gone: undefined, nested: { gone: undefined, kept: 1 }, list: [undefined, 1] };
    provider.getLogger('test').emit({ body: 'hello', attributes });
    await provider.shutdown();
    assert.deepEqual(writtenIn(server)[0]?.attributes, { nested: { kept: 1 }, list: [null, 1] });
  });

  it('writes an object twice that a body contains twice, which is not a cycle', async () => {
    await using server = await startLocalServer();
    const provider = providerOf(new BatchLogRecordProcessor({ exporter: exporterTo(server) }));
    const item = { sku: 'TEA' };
    provider.getLogger('test').emit({ body: [item, item] });
    await provider.shutdown();
    assert.deepEqual(bodiesIn(server), [[{ sku: 'TEA' }, { sku: 'TEA' }]]);
  });

  it('changes no record, because other processors receive it too', async () => {
    await using server = await startLocalServer();
    const memory = new InMemoryLogRecordExporter();
    const provider = providerOf(
      new SimpleLogRecordProcessor({ exporter: memory }),
      new SimpleLogRecordProcessor({ exporter: exporterTo(server) }),
    );
    const body = { items: [1, 2] };
    Object.freeze(body);
    Object.freeze(body.items);
    provider.getLogger('test').emit({ body, attributes: { text: 'x' } });
    const [record] = memory.getFinishedLogRecords();
    const before = structuredClone({
      body: record?.body,
      attributes: record?.attributes,
      time: record?.hrTime,
    });
    await provider.forceFlush();
    assert.deepEqual({ body: record?.body, attributes: record?.attributes, time: record?.hrTime }, before);
    await provider.shutdown();
    assert.deepEqual(bodiesIn(server), [body]);
  });
});
