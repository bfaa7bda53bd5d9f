// A service with an error context that ends as its argument says, without shutdown. Nothing is an error to its logger.
import { context, diag, DiagLogLevel, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import {
  CloudWatchLogRecordExporter,
  CloudWatchLogRecordProcessor,
} from 'opentelemetry-exporter-cloudwatch-logs';

const [how = '', kind = 'processor'] = process.argv.slice(2);

const nothing = () => {};
diag.setLogger(
  {
    error: nothing,
    warn: nothing,
    info: (_name, ...texts) =>
      void (/NOT_SENT/.test(texts.join()) && process.stdout.write(`${texts.join()}\n`)),
    debug: nothing,
    verbose: nothing,
  },
  DiagLogLevel.INFO,
);
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

/** @type {import('opentelemetry-exporter-cloudwatch-logs').CloudWatchLogRecordProcessorOptions} */
const options = { logStreamName: 'stream', minSeverity: 'INFO', errorContext: {} };
const provider = new LoggerProvider({
  resource: resourceFromAttributes({ 'service.name': 'shop' }),
  processors: [
    kind === 'processor'
      ? new CloudWatchLogRecordProcessor(options)
      : new BatchLogRecordProcessor({ exporter: new CloudWatchLogRecordExporter(options) }),
  ],
});
const logger = provider.getLogger('app');
const debug = (/** @type {string} */ body) => logger.emit({ body, severityNumber: 5 });

/** @param {string} id @param {() => void} work */
function inTrace(id, work) {
  const spanContext = { traceId: id.repeat(32), spanId: id.repeat(16), traceFlags: 1 };
  context.with(trace.setSpanContext(context.active(), spanContext), work);
}

debug('without a trace');
inTrace('b', () => debug('of another request'));
inTrace('a', () => {
  debug('of the request');
  // A batch processor has exported then. A promise would make a rejection of what is thrown.
  void provider.forceFlush().then(() => setTimeout(end));
});

function end() {
  if (how === 'process.exit') process.exit(3);
  if (how === 'a listener that exits') process.on('uncaughtException', () => process.exit(4));
  if (how === 'unhandled rejection') void Promise.reject(new Error('rejected on purpose'));
  else if (how !== 'plain end') throw new Error('uncaught on purpose');
}
