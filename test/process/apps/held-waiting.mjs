// A service that ends, as its argument says, while records wait that came before the end: for their export, or for their
// resource. Some of them come to be held only then, or are the error for what is held.
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import {
  CloudWatchLogRecordExporter,
  CloudWatchLogRecordProcessor,
} from 'opentelemetry-exporter-cloudwatch-logs';

const [how = ''] = process.argv.slice(2);

/** @type {import('opentelemetry-exporter-cloudwatch-logs').CloudWatchLogRecordExporterOptions} */
const options = { logStreamName: 'stream', minSeverity: 'INFO', errorContext: {} };

if (how === 'an error in an export that waits') {
  const exporter = new CloudWatchLogRecordExporter(options);
  /** @type {import('@opentelemetry/sdk-logs').ReadableLogRecord[]} */
  const records = [];
  const provider = new LoggerProvider({
    resource: resourceFromAttributes({ 'service.name': 'shop' }),
    processors: [
      {
        onEmit: (record) => void records.push(record),
        forceFlush: () => Promise.resolve(),
        shutdown: () => Promise.resolve(),
      },
    ],
  });
  const logger = provider.getLogger('app');
  logger.emit({ body: 'debug', severityNumber: 5 });
  exporter.export(records.splice(0), () => {
    logger.emit({ body: 'error', severityNumber: 17 });
    exporter.export(records, () => {});
    process.exit(3);
  });
} else {
  // It never settles, like attributes that may not come.
  const late = new Promise(() => {});
  const provider = new LoggerProvider({
    resource: resourceFromAttributes({ 'service.name': 'shop', late }),
    processors: [new CloudWatchLogRecordProcessor(options)],
  });
  provider.getLogger('app').emit({ body: 'debug', severityNumber: 5 });
  setTimeout(() => {
    throw new Error('uncaught on purpose');
  });
}
