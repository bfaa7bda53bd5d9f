// A service that logs for some turns of the event loop and then ends, in the turn of its last record, as its argument says.
import { createServer } from 'node:http';
import { logs } from '@opentelemetry/api-logs';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import {
  CloudWatchLogRecordExporter,
  CloudWatchLogRecordProcessor,
} from 'opentelemetry-exporter-cloudwatch-logs';

const [how = '', kind = '', turns = '1'] = process.argv.slice(2);
const options = { logStreamName: 'stream' };
// `register` reads it by itself.
const scheduledDelayMillis = Number(process.env.OTEL_BLRP_SCHEDULE_DELAY);

function createProcessor() {
  if (kind === 'processor') return new CloudWatchLogRecordProcessor({ ...options, scheduledDelayMillis });
  const exporter = new CloudWatchLogRecordExporter(options);
  // A simple processor has no queue: each record reaches the exporter.
  return kind === 'exporter'
    ? new SimpleLogRecordProcessor({ exporter })
    : new BatchLogRecordProcessor({ exporter, scheduledDelayMillis });
}

const provider = new LoggerProvider({
  resource: resourceFromAttributes({ 'service.name': 'shop' }),
  processors: kind === 'register' ? [] : [createProcessor()],
});
// `register` has its own provider.
const logger = (kind === 'register' ? logs : provider).getLogger('app');
let id = 0;

function log() {
  for (let count = 0; count < 20; count++) logger.emit({ body: String(id++) });
}

// Out of memory, when its parent asks for it.
process.once('SIGUSR2', () => {
  const kept = [];
  for (;;) kept.push({ kept: [kept.length] });
});

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
  // The handler of `register` gets it in a later turn.
  'signal without a handler, with register': () => {
    setInterval(() => undefined, 60_000);
    process.kill(process.pid, 'SIGTERM');
  },
  'SIGKILL or out of memory': () => process.kill(process.pid, 'SIGKILL'),
  // Its parent sees to it that it never continues.
  'machine crash': () => process.kill(process.pid, 'SIGSTOP'),
  // Its parent ends it.
  'logs on': () => setInterval(log, 5),
  'flush of what is left': () => provider.forceFlush(),
};

/** @param {number} left */
function turn(left) {
  if (left > 0) log();
  if (left > 1) setImmediate(turn, left - 1);
  else ends[how]?.();
}

turn(Number(turns));
