// A service that logs three records, reports when they are acknowledged, and ends as its argument says.
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { CloudWatchLogRecordExporter } from 'opentelemetry-exporter-cloudwatch-logs';

class TellingExporter extends CloudWatchLogRecordExporter {
  /**
   * @override
   * @type {CloudWatchLogRecordExporter['export']}
   */
  export(records, done) {
    super.export(records, (result) => {
      done(result);
      if (process.connected) process.send?.({ code: result.code, records: records.length });
    });
  }
}

const hasManyStreams = process.argv.includes('many streams');
const exporter = new TellingExporter({ logStreamName: hasManyStreams ? '{attributes.stream}' : 'stream' });
const provider = new LoggerProvider({
  resource: resourceFromAttributes({ 'service.name': 'shop' }),
  processors: [new BatchLogRecordProcessor({ exporter, scheduledDelayMillis: 1 })],
});
const logger = provider.getLogger('app');

/** @type {Record<string, () => unknown>} */
const ends = {
  'with shutdown': () => provider.shutdown(),
  'without shutdown': () => undefined,
  'process.exit': () => process.exit(3),
  'uncaught exception': () =>
    setImmediate(() => {
      throw new Error('uncaught on purpose');
    }),
};

/** @param {number} code */
async function shutDown(code) {
  await provider.shutdown();
  process.exitCode = code;
  if (process.connected) process.disconnect();
}
// The handler of a service that delivers its last records.
if (process.argv.includes('handles SIGTERM')) process.once('SIGTERM', () => void shutDown(0));
if (process.argv.includes('handles exceptions')) process.once('uncaughtException', () => void shutDown(7));

process.on('message', (/** @type {string} */ order) => {
  if (order === 'flush') {
    void exporter.forceFlush().then(() => process.send?.('flushed'));
    return;
  }
  // A channel with a listener keeps a process alive.
  process.disconnect();
  ends[order]?.();
});

if (hasManyStreams) {
  for (let stream = 0; stream < 12; stream++) logger.emit({ body: 'one', attributes: { stream } });
} else {
  for (const body of ['one', 'two', 'three']) logger.emit({ body });
}
