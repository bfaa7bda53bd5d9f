import assert from 'node:assert/strict';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { CloudWatchLogRecordProcessor } from '../../src/index.js';
import { startLocalServer } from '../../src/local-server/index.js';

describe('What the processor sends', () => {
  it('says which records would be sent, and sends no others, alone and beside a processor that takes all', async () => {
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

  it('leaves out what its budget has no bytes for, and says so in the stream', async () => {
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

  it('leaves it to the record where what is asked for cannot be read', () => {
    const processor = new CloudWatchLogRecordProcessor({ minSeverity: 'INFO' });
    const instrumentationScope = {
      get name(): string {
        throw new Error('no');
      },
    };
    assert.equal(processor.enabled({ context: ROOT_CONTEXT, instrumentationScope, severityNumber: 5 }), true);
  });
});
