import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider, type LogRecordProcessor } from '@opentelemetry/sdk-logs';
import {
  CloudWatchLogRecordExporter,
  CloudWatchLogRecordProcessor,
  type CloudWatchLogRecordProcessorOptions,
  type Loss,
} from '../../src/index.js';
import { type LocalServer, startLocalServer } from '../../src/local-server/index.js';
import { NEVER_MILLIS } from '../helpers/limits.js';

const BURST = 100_000;

interface Message {
  readonly body: unknown;
  readonly resource: { readonly attributes: Readonly<Record<string, unknown>> };
}

function optionsFor(server: LocalServer): CloudWatchLogRecordProcessorOptions {
  return {
    clientConfig: server.clientConfig,
    logGroup: { retentionInDays: 7 },
    flushTimeoutMillis: NEVER_MILLIS,
    requestTimeoutMillis: NEVER_MILLIS,
    lossNotices: false,
  };
}

function providerOf(
  processor: LogRecordProcessor,
  more: Record<string, Promise<string>> = {},
): LoggerProvider {
  const resource = resourceFromAttributes({ 'service.name': 'shop', ...more });
  return new LoggerProvider({ resource, processors: [processor] });
}

function messagesIn(server: LocalServer): Message[] {
  assert.deepEqual(server.violations, []);
  return server.events().map(({ message }) => {
    const read: Message = JSON.parse(message);
    return read;
  });
}

function bodiesIn(server: LocalServer): unknown[] {
  return messagesIn(server).map(({ body }) => body);
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, id) => id);
}

describe('The processor, with the SDK', () => {
  const ways: Record<string, readonly [(server: LocalServer) => LogRecordProcessor, string]> = {
    'what it was when it was logged': [
      (server) => new CloudWatchLogRecordProcessor(optionsFor(server)),
      'placed',
    ],
    'what it is later, with the exporter behind a batch processor': [
      (server) =>
        new BatchLogRecordProcessor({ exporter: new CloudWatchLogRecordExporter(optionsFor(server)) }),
      'paid',
    ],
  };
  for (const [what, [create, state]] of Object.entries(ways)) {
    it(`sends an object that changes ${what} as it was logged`, async () => {
      await using server = await startLocalServer();
      const provider = providerOf(create(server));
      const order = { state: 'placed' };
      provider.getLogger('test').emit({ body: order });
      order.state = 'paid';
      await provider.shutdown();
      assert.deepEqual(bodiesIn(server), [{ state }]);
    });
  }

  it(`delivers a burst of ${BURST} records in one turn, in order`, async () => {
    await using server = await startLocalServer();
    const losses: Loss[] = [];
    const onLoss = (loss: Loss): void => void losses.push(loss);
    const provider = providerOf(new CloudWatchLogRecordProcessor({ ...optionsFor(server), onLoss }));
    const logger = provider.getLogger('test');
    for (let id = 0; id < BURST; id++) logger.emit({ body: id });
    await provider.shutdown();
    assert.deepEqual(bodiesIn(server), upTo(BURST));
    assert.deepEqual(losses, []);
  });

  it('counts each record of a burst that does not fit into the outbox, and delivers the others', async () => {
    await using server = await startLocalServer();
    let lost = 0;
    const provider = providerOf(
      new CloudWatchLogRecordProcessor({
        ...optionsFor(server),
        outbox: { maxBytes: 5_000_000 },
        onLoss({ reason, count }) {
          assert.equal(reason, 'outbox_full');
          lost += count;
        },
      }),
    );
    const logger = provider.getLogger('test');
    for (let id = 0; id < BURST; id++) logger.emit({ body: id });
    await provider.shutdown();
    const bodies = bodiesIn(server);
    assert.equal(bodies.length + lost, BURST);
    assert.ok(lost > 0 && bodies.length > 5_000, `${bodies.length} arrived`);
    assert.deepEqual(bodies, upTo(bodies.length));
  });

  it('waits for the attributes of the resource, and sends the records before and after in order', async () => {
    await using server = await startLocalServer();
    const host = new EventEmitter();
    const provider = providerOf(new CloudWatchLogRecordProcessor(optionsFor(server)), {
      'host.name': once(host, 'found').then(([name]) => String(name)),
    });
    const logger = provider.getLogger('test');
    for (let id = 0; id < 20_000; id++) logger.emit({ body: id });
    const flushed = provider.forceFlush();
    logger.emit({ body: 20_000 });
    host.emit('found', 'h1');
    await flushed;
    logger.emit({ body: 20_001 });
    await provider.shutdown();
    assert.deepEqual(bodiesIn(server), upTo(20_002));
    assert.ok(messagesIn(server).every(({ resource }) => resource.attributes['host.name'] === 'h1'));
    assert.equal(server.events()[0]?.logStreamName.startsWith('h1/shop/'), true);
  });

  it('delivers beside other processors, and does not change the record', async () => {
    await using server = await startLocalServer();
    const ours = new CloudWatchLogRecordProcessor(optionsFor(server));
    const seen: unknown[] = [];
    const other: LogRecordProcessor = {
      onEmit: ({ body }) => void seen.push(structuredClone(body)),
      forceFlush: () => Promise.resolve(),
      shutdown: () => Promise.resolve(),
    };
    const resource = resourceFromAttributes({ 'service.name': 'shop' });
    const provider = new LoggerProvider({ resource, processors: [ours, other] });
    provider.getLogger('test').emit({ body: Object.freeze({ items: [1, 2] }) });
    await provider.shutdown();
    assert.deepEqual(seen, [{ items: [1, 2] }]);
    assert.deepEqual(bodiesIn(server), seen);
  });

  it('delivers a record that is logged while another is written', async () => {
    await using server = await startLocalServer();
    const provider = providerOf(new CloudWatchLogRecordProcessor(optionsFor(server)));
    const logger = provider.getLogger('test');
    class Order {
      toJSON(): object {
        logger.emit({ body: 'nested' });
        return { id: 1 };
      }
    }
    const order: object = new Order();
    logger.emit({ body: { order: Object.assign(order) } });
    logger.emit({ body: 'next' });
    await provider.shutdown();
    assert.deepEqual(bodiesIn(server).toSorted().map(String), ['[object Object]', 'nested', 'next']);
  });
});
