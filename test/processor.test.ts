import assert from 'node:assert/strict';
import { messageOf } from '../src/messages/message.js';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import * as sinon from 'sinon';
import {
  CloudWatchLogRecordExporter,
  CloudWatchLogRecordProcessor,
  type CloudWatchLogRecordProcessorOptions,
  type Loss,
} from '../src/index.js';
import { makeRecord } from './encode/helpers.js';
import { createFakeClient } from './helpers/fake-client.js';
import { loose } from './helpers/loose.js';
import { turn } from './helpers/turn.js';

function touch(): never {
  throw new Error('do not touch');
}

/** A processor with a client that keeps the messages of each request. */
function setUp(options: CloudWatchLogRecordProcessorOptions = {}) {
  const { client, batches, first } = createFakeClient();
  const losses: Loss[] = [];
  const processor = new CloudWatchLogRecordProcessor({
    client,
    format: 'body',
    onLoss: (loss) => losses.push(loss),
    ...options,
  });
  const resource = resourceFromAttributes({ 'service.name': 'shop' });
  const logger = new LoggerProvider({ resource, processors: [processor] }).getLogger('test');
  return {
    processor,
    requests: batches,
    losses,
    first,
    emit: (...bodies: string[]): void => bodies.forEach((body) => logger.emit({ body })),
  };
}

function mistakesOf(make: () => unknown): string {
  let message = '';
  assert.throws(make, (error) => {
    assert.ok(error instanceof TypeError);
    ({ message } = error);
    return true;
  });
  return message;
}

describe('processor', () => {
  beforeEach(() => void sinon.stub(process, 'emitWarning'));
  afterEach(() => sinon.restore());

  for (const [name, options, delay] of [
    ['a second', {}, 1_000],
    ['scheduledDelayMillis', { scheduledDelayMillis: 70 }, 70],
  ] as const) {
    it(`sends after ${name} what arrived together`, async () => {
      const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      const { emit, requests, first, processor } = setUp(options);
      emit('1');
      await clock.tickAsync(delay - 1);
      emit('2');
      // Work without a timer has its turn too.
      for (let count = 0; count < 20; count++) await turn();
      assert.deepEqual(requests, []);
      await clock.tickAsync(1);
      await first;
      assert.deepEqual(requests, [['1', '2']]);
      await processor.shutdown();
    });
  }

  it('sends on a flush, and at shutdown', async () => {
    const { emit, requests, processor } = setUp();
    emit('1');
    await processor.forceFlush();
    emit('2', '3');
    await processor.shutdown();
    assert.deepEqual(requests, [['1'], ['2', '3']]);
  });

  it('counts records after shutdown, and may be shut down and flushed again', async () => {
    const { requests, losses, processor } = setUp();
    await Promise.all([processor.shutdown(), processor.shutdown()]);
    const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    for (const body of ['1', '2']) processor.onEmit(loose(makeRecord({ body })));
    processor.onEmit(loose(undefined));
    await processor.forceFlush();
    await processor.shutdown();
    await clock.tickAsync(1_000);
    assert.deepEqual(
      losses.map(({ reason, count }) => [reason, count]),
      [
        ['shutdown', 2],
        ['encode_failed', 1],
      ],
    );
    assert.deepEqual(requests, []);
  });

  it('counts at shutdown the records that wait for their resource', async () => {
    const { processor, losses } = setUp({ flushTimeoutMillis: 1 });
    const resource = resourceFromAttributes({ 'host.id': new Promise<string>(() => undefined) });
    processor.onEmit(loose(makeRecord({ body: 'waits', resource })));
    await processor.shutdown();
    assert.deepEqual(
      losses.map(({ reason, count }) => [reason, count]),
      [['shutdown', 1]],
    );
  });

  it('never throws, and sends the records beside hostile ones', async () => {
    const { emit, requests, losses, processor } = setUp();
    const hostile: unknown[] = [
      undefined,
      null,
      {},
      new Proxy({}, { get: touch, has: touch, ownKeys: touch, getPrototypeOf: touch }),
    ];
    emit('before');
    for (const record of hostile) processor.onEmit(loose(record));
    emit('after');
    await processor.shutdown();
    assert.deepEqual(requests, [['before', 'after']]);
    assert.equal(
      losses.reduce((sum, { count }) => sum + count, 0),
      hostile.length,
    );
  });

  it('throws one TypeError that lists all mistakes in the options, with its own name', () => {
    assert.equal(
      mistakesOf(() => new CloudWatchLogRecordProcessor({ scheduledDelayMillis: 0, format: loose('xml') })),
      messageOf('CWL_OPTIONS_INVALID', {
        owner: 'CloudWatchLogRecordProcessor',
        mistakes:
          `format: expected 'otlp', 'flat', 'body' or a function, got "xml" (string)\n` +
          'scheduledDelayMillis: expected an integer from 1 to 2,147,483,647, got 0 (number)',
      }).text,
    );
  });

  it('accepts scheduledDelayMillis, which the exporter does not', () => {
    assert.equal(
      mistakesOf(() => new CloudWatchLogRecordExporter(loose({ scheduledDelayMillis: 100 }))),
      messageOf('CWL_OPTIONS_INVALID', {
        owner: 'CloudWatchLogRecordExporter',
        mistakes: 'scheduledDelayMillis: expected it at the processor, which waits, got it at the exporter',
      }).text,
    );
  });
});
