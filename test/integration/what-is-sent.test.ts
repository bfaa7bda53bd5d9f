import assert from 'node:assert/strict';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import {
  BatchLogRecordProcessor,
  InMemoryLogRecordExporter,
  LoggerProvider,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import { CloudWatchLogRecordExporter, CloudWatchLogRecordProcessor } from '../../src/index.js';
import { startLocalServer } from '../../src/local-server/index.js';

describe('What the processor sends', () => {
  it('reports in enabled() which records it sends, and sends no others, alone and beside another', async () => {
    await using server = await startLocalServer();
    for (const isAlone of [true, false]) {
      const processor = new CloudWatchLogRecordProcessor({
        clientConfig: server.clientConfig,
        logStreamName: String(isAlone),
        format: 'body',
        minSeverity: { default: 'INFO', 'http.*': 'WARN' },
      });
      const exporter = new InMemoryLogRecordExporter();
      const others = isAlone ? [] : [new SimpleLogRecordProcessor({ exporter })];
      const provider = new LoggerProvider({ processors: [processor, ...others] });
      for (const scope of ['http.server', 'db']) {
        const logger = provider.getLogger(scope);
        const isEnabled = logger.enabled({ severityNumber: SeverityNumber.INFO });
        assert.equal(isEnabled, !isAlone || scope === 'db');
        for (const severityNumber of [5, 9, 13])
          logger.emit({ severityNumber, body: `${scope} ${severityNumber}` });
      }
      await provider.shutdown();
      const sent = server.events().filter(({ logStreamName }) => logStreamName === String(isAlone));
      assert.deepEqual(
        sent.map(({ message }) => message),
        ['http.server 13', 'db 9', 'db 13'],
      );
    }
    assert.deepEqual(server.violations, []);
  });

  it('says in enabled() that it would hold a record, and sends it with the error of its trace', async () => {
    await using server = await startLocalServer();
    let now = Date.now() - 1_000;
    for (const face of ['processor', 'exporter'] as const) {
      const options = {
        clientConfig: server.clientConfig,
        logStreamName: face,
        format: 'body',
        minSeverity: 'INFO',
        errorContext: {},
      } as const;
      const processor =
        face === 'processor'
          ? new CloudWatchLogRecordProcessor(options)
          : new BatchLogRecordProcessor({ exporter: new CloudWatchLogRecordExporter(options) });
      const logger = new LoggerProvider({ processors: [processor] }).getLogger('test');
      const [isTrace, isDebug] = [1, 5].map((severityNumber) => logger.enabled({ severityNumber }));
      assert.deepEqual([isTrace, isDebug], [face === 'exporter', true]);
      for (const [severityNumber, body, id] of [
        [5, 'reads', 'a'],
        [1, 'steps', 'a'],
        [5, 'of another', 'b'],
        [9, 'asks', 'a'],
        [5, 'waits', 'a'],
        [17, 'failed', 'a'],
        [5, 'tidies up', 'a'],
      ] as const) {
        const spanContext = { traceId: id.repeat(32), spanId: id.repeat(16), traceFlags: 1 };
        const context = trace.setSpanContext(ROOT_CONTEXT, spanContext);
        // In one millisecond, held records would come last.
        const timestamp = (now += 1);
        logger.emit({ severityNumber, body, context, timestamp });
      }
      await processor.shutdown();
      const sent = server.events().filter(({ logStreamName }) => logStreamName === face);
      assert.deepEqual(
        sent.map(({ message }) => message),
        ['reads', 'asks', 'waits', 'failed', 'tidies up'],
      );
    }
    assert.deepEqual(server.violations, []);
  });

  it('leaves out what exceeds its budget, and reports it in the stream', async () => {
    await using server = await startLocalServer();
    const processor = new CloudWatchLogRecordProcessor({
      clientConfig: server.clientConfig,
      budget: { bytesPerHour: 100 },
    });
    const logger = new LoggerProvider({ processors: [processor] }).getLogger('test');
    for (const severityNumber of [9, 9, 9, 17]) logger.emit({ severityNumber, body: String(severityNumber) });
    await processor.shutdown();
    const bodies = server.events().map(({ message }) => String(JSON.parse(message).body));
    assert.deepEqual(bodies.toSorted(), [
      '17',
      '2 log records not sent here: the budget was spent',
      '9',
      'The budget is spent: records are not sent until the hour is over',
    ]);
    assert.deepEqual(server.violations, []);
  });

  it('leaves the decision to the record if the argument of enabled() cannot be read', () => {
    const processor = new CloudWatchLogRecordProcessor({ minSeverity: 'INFO' });
    const instrumentationScope = {
      get name(): string {
        throw new Error('no');
      },
    };
    assert.equal(processor.enabled({ context: ROOT_CONTEXT, instrumentationScope, severityNumber: 5 }), true);
  });
});
