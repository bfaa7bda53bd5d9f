// Log records from the OpenTelemetry API to CloudWatch Logs, with nothing else around.
//
//   locally:  node examples/local-server.mjs      then, where its lines were pasted: node examples/basic/main.mjs
//   on AWS:   AWS_REGION=eu-central-1 node examples/basic/main.mjs      then: aws logs tail /otel/basic
import { SeverityNumber } from '@opentelemetry/api-logs';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { CloudWatchLogRecordExporter } from 'opentelemetry-exporter-cloudwatch-logs';

const exporter = new CloudWatchLogRecordExporter({ logGroup: { retentionInDays: 30 } });
const provider = new LoggerProvider({
  resource: resourceFromAttributes({ 'service.name': 'basic' }),
  processors: [new BatchLogRecordProcessor({ exporter })],
});

const logger = provider.getLogger('orders', '1.0.0');
logger.emit({
  severityNumber: SeverityNumber.INFO,
  body: 'order placed',
  attributes: { order: { id: 'A-1001', items: [{ sku: 'TEA', quantity: 2 }] } },
});
logger.emit({
  severityNumber: SeverityNumber.WARN,
  body: 'stock of "Grüner Tee" is low',
  attributes: { sku: 'TEA', left: 3 },
});
logger.emit({
  severityNumber: SeverityNumber.ERROR,
  body: 'payment failed',
  exception: new Error('card declined'),
});

// Records wait in memory, so the last thing that a process does is this.
await provider.shutdown();
