// A service that logs a record and ends at once, in the way that its argument names.
import { subscribe } from 'node:diagnostics_channel';
import { createServer } from 'node:http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import {
  CloudWatchLogRecordExporter,
  CloudWatchLogRecordProcessor,
} from 'opentelemetry-exporter-cloudwatch-logs';

const [how = '', kind = 'processor', directory = ''] = process.argv.slice(2);

const options = {
  logStreamName: 'stream',
  ...(directory && { outbox: { directory } }),
  onLoss: (/** @type {import('opentelemetry-exporter-cloudwatch-logs').Loss} */ { count, reason }) =>
    process.stdout.write(`lost ${count} ${reason}\n`),
};

function createProcessor() {
  if (kind === 'processor') return new CloudWatchLogRecordProcessor(options);
  const exporter = new CloudWatchLogRecordExporter(options);
  return new BatchLogRecordProcessor({ exporter, maxExportBatchSize: 1 });
}

const provider = new LoggerProvider({
  resource: resourceFromAttributes({ 'service.name': 'shop' }),
  processors: [createProcessor()],
});
const logger = provider.getLogger('app');
const log = (/** @type {unknown} */ body) => logger.emit({ body: /** @type {string} */ (body) });

process.on('exit', (code) => {
  if (how === 'exit handler that logs') {
    log('from the exit handler');
    log('once more');
  }
  if (how === 'exit handler that logs in a toJSON')
    log({ first: { toJSON: () => (log('inner'), 'logs') }, second: 'outer' });
  process.stdout.write(`exit ${code}\n`);
});

/** @type {Record<string, () => unknown>} */
const ends = {
  'plain end': () => log('last'),
  'process.exit': () => {
    log('last');
    process.exit(3);
  },
  'uncaught exception': () => {
    log('last');
    throw new Error('uncaught on purpose');
  },
  'unhandled rejection': () => {
    log('last');
    void Promise.reject(new Error('rejected on purpose'));
  },
  'SIGTERM handler': () => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      process.once('SIGTERM', () => {
        log('last');
        server.close(() => process.exit(0));
      });
      process.kill(process.pid, 'SIGTERM');
    });
  },
  'second process.exit': () => {
    log('last');
    process.once('exit', () => process.exit(5));
    process.exit(4);
  },
  'exit handler that logs': () => {
    log('last');
    process.exit(0);
  },
  'exit handler that logs in a toJSON': () => {
    log('last');
    process.exit(0);
  },
  'in a toJSON': () => {
    log('last');
    log({
      first: 'x'.repeat(100),
      second: {
        toJSON: () => {
          log('inner');
          process.exit(3);
        },
      },
    });
  },
  'exit handler that throws': () => {
    log('last');
    // Before that of the exporter, which Node never calls then.
    process.prependListener('exit', () => {
      throw new Error('thrown on purpose');
    });
  },
  'during shutdown': () => {
    log('last');
    void provider.shutdown();
    process.exit(3);
  },
  'during a flush': () => {
    log('last');
    subscribe('http.client.request.start', () => setImmediate(() => process.exit(3)));
    void provider.forceFlush();
  },
  'during the first call': () => {
    log('last');
    void provider.forceFlush();
    setImmediate(() => process.exit(3));
  },
  'after shutdown': async () => {
    log('last');
    await provider.shutdown();
    process.exit(3);
  },
  'nothing pending': () => process.exit(3),
  'after two flushes': async () => {
    for (let flushes = 0; flushes < 2; flushes++) {
      log('last');
      await provider.forceFlush();
    }
    process.exit(3);
  },
  'many records': () => {
    for (let index = 0; index < 1_000; index++) log(`record ${index}`);
    process.exit(3);
  },
  'flush of what is left': async () => {
    await provider.forceFlush();
    await provider.shutdown();
  },
};
ends[how]?.();
