// A service that logs all the time, also while CloudWatch Logs is unavailable. It reports its memory.
/** @import { SoakReport, SoakSettings } from './types.ts' */
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { CloudWatchLogRecordExporter } from '../../dist/esm/index.js';

const MEASURE_EVERY_MILLIS = 200;
const LOG_EVERY_MILLIS = 10;

/** @param {SoakReport} report */
function tell(report) {
  if (process.connected) process.send?.(report);
}

/** @param {SoakSettings} settings */
function start({ options, recordsASecond, recordBytes, streams }) {
  let lost = 0;
  let emitted = 0;
  const exporter = new CloudWatchLogRecordExporter({
    ...options,
    logGroupName: '/soak',
    logStreamName: 'stream-{attributes.stream}',
    logGroup: { retentionInDays: 7 },
    lossNotices: false,
    // What has no answer at the end is not accounted for, and the run fails.
    onLoss: ({ count, reason }) => (lost += reason === 'shutdown' ? 0 : count),
  });
  const processor = new BatchLogRecordProcessor({
    exporter,
    maxQueueSize: 32_768,
    maxExportBatchSize: 4_096,
  });
  const resource = resourceFromAttributes({ 'service.name': 'soak' });
  const logger = new LoggerProvider({ resource, processors: [processor] }).getLogger('soak');
  // Text that compresses like logs, and never the same twice.
  const text = Array.from({ length: 40_000 }, () => Math.random().toString(36).slice(2, 6)).join(' ');

  function log() {
    for (let index = 0; index < (recordsASecond * LOG_EVERY_MILLIS) / 1_000; index++) {
      const from = Math.floor(Math.random() * (text.length - recordBytes));
      // A slice alone would share the memory of the text.
      const body = Buffer.from(text.slice(from, from + recordBytes)).toString('latin1');
      logger.emit({ body, attributes: { stream: emitted % streams } });
      emitted++;
    }
  }
  const logging = setInterval(log, LOG_EVERY_MILLIS);
  const report = () => tell({ rss: process.memoryUsage().rss, emitted, lost });
  setInterval(report, MEASURE_EVERY_MILLIS);

  async function end() {
    clearInterval(logging);
    await processor.forceFlush();
    // It reports the last losses.
    await processor.shutdown();
    report();
    process.exit(0);
  }
  process.once('message', () => void end());
}

process.once('message', start);
