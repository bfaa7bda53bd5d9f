// A service that logs for some turns of the event loop and then ends, in the turn of its last record, as its argument says.
import { createServer } from 'node:http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import {
  CloudWatchLogRecordExporter,
  CloudWatchLogRecordProcessor,
} from 'opentelemetry-exporter-cloudwatch-logs';

const [how = '', kind = '', turns = '1', directory = ''] = process.argv.slice(2);
const options = { logStreamName: 'stream', ...(directory && { outbox: { directory } }) };

function createProcessor() {
  if (kind === 'processor') return new CloudWatchLogRecordProcessor({ ...options, scheduledDelayMillis: 1 });
  const exporter = new CloudWatchLogRecordExporter(options);
  // A simple processor has no queue: each record reaches the exporter.
  return kind === 'exporter'
    ? new SimpleLogRecordProcessor({ exporter })
    : new BatchLogRecordProcessor({ exporter });
}

const provider = new LoggerProvider({
  resource: resourceFromAttributes({ 'service.name': 'shop' }),
  processors: [createProcessor()],
});
const logger = provider.getLogger('app');
let id = 0;

function log() {
  for (let count = 0; count < 20; count++) logger.emit({ body: String(id++) });
}

/** @type {Record<string, () => unknown>} */
const ends = {
  'awaited shutdown': () => provider.shutdown(),
  'plain end': () => undefined,
  'process.exit': () => process.exit(3),
  'uncaught exception': () => {
    throw new Error('uncaught on purpose');
  },
  'unhandled rejection': () => Promise.reject(new Error('rejected on purpose')),
  'signal with a handler that calls process.exit': () => {
    process.once('SIGTERM', () => {
      log();
      server.close(() => process.exit(0));
    });
    const server = createServer().listen(0, '127.0.0.1', () => process.kill(process.pid, 'SIGTERM'));
  },
  'signal without a handler': () => process.kill(process.pid, 'SIGTERM'),
  'SIGKILL or out of memory': () => process.kill(process.pid, 'SIGKILL'),
  // Its parent ends it.
  waits: () => setInterval(() => undefined, 60_000),
  'flush of what is left': () => provider.forceFlush(),
};

/** @param {number} left */
function turn(left) {
  if (left > 0) log();
  if (left > 1) setImmediate(turn, left - 1);
  else ends[how]?.();
}

turn(Number(turns));
