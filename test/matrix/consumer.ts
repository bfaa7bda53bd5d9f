// Uses everything that the package exports, for the compiler alone.
import type { Context } from '@opentelemetry/api';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import {
  CloudWatchLogRecordExporter,
  type CloudWatchLogRecordExporterOptions,
  CloudWatchLogRecordProcessor,
  type CloudWatchLogRecordProcessorOptions,
  type Loss,
  shareLoggerProvider,
} from 'opentelemetry-exporter-cloudwatch-logs';
import { type LocalServer, startLocalServer } from 'opentelemetry-exporter-cloudwatch-logs/local-server';
// oxlint-disable-next-line import/no-unassigned-import -- it is there for what it does
import 'opentelemetry-exporter-cloudwatch-logs/register';

const losses: Loss[] = [];
const options: CloudWatchLogRecordExporterOptions = {
  logGroupName: (record) => String(record.resource.attributes['service.name']),
  format: 'flat',
  onLoss: (loss) => losses.push(loss),
};
const processorOptions: CloudWatchLogRecordProcessorOptions = { ...options, scheduledDelayMillis: 500 };
// @ts-expect-error -- no such format exists
options.format = 'xml';

export async function use(context: Context): Promise<string[]> {
  const server: LocalServer = await startLocalServer({ quotas: 'account' });
  const exporter = new CloudWatchLogRecordExporter({ ...options, clientConfig: server.clientConfig });
  const provider = new LoggerProvider({
    processors: [
      new BatchLogRecordProcessor({ exporter }),
      new CloudWatchLogRecordProcessor({ ...processorOptions, clientConfig: server.clientConfig }),
    ],
  });
  shareLoggerProvider(provider);
  provider.getLogger('consumer').emit({ body: 'hello', context });
  await provider.shutdown();
  return server.events().map(({ message }) => message);
}
