// A part of the fleet: exporters that start at once, each as in a process of its own.
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { CloudWatchLogRecordExporter } from '../../dist/esm/index.js';

/** @typedef {{ clientConfig: object, from: number, to: number, recordsOfEach: number }} Part */

/**
 * @param {Part} part
 * @param {number} instance
 */
function start({ clientConfig, recordsOfEach }, instance) {
  const exporter = new CloudWatchLogRecordExporter({
    clientConfig,
    logGroupName: '/otel/{service.name}',
    logStreamName: '{service.instance.id}',
    logGroup: { retentionInDays: 7 },
    onLoss: ({ count }) => process.send?.({ lost: count }),
  });
  const provider = new LoggerProvider({
    resource: resourceFromAttributes({
      'service.name': 'fleet',
      'service.instance.id': `instance-${instance}`,
    }),
    processors: [new SimpleLogRecordProcessor({ exporter })],
  });
  const logger = provider.getLogger('fleet');
  for (let record = 0; record < recordsOfEach; record++) logger.emit({ body: `record ${record}` });
  return provider;
}

process.once('message', (/** @type {Part} */ part) => {
  const providers = Array.from({ length: part.to - part.from }, (_, index) => start(part, part.from + index));
  process.once('message', () => {
    void Promise.all(providers.map((provider) => provider.shutdown())).then(() => process.disconnect());
  });
});
