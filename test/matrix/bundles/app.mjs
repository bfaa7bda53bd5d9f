// Bundled by the test: each entry of the package in one service.
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { CloudWatchLogRecordProcessor, shareLoggerProvider } from 'opentelemetry-exporter-cloudwatch-logs';
import { startLocalServer } from 'opentelemetry-exporter-cloudwatch-logs/local-server';

const { OUTBOX, END } = process.env;
const processor = new CloudWatchLogRecordProcessor({
  logGroupName: 'bundled',
  ...(OUTBOX && { outbox: { directory: OUTBOX } }),
});
const provider = new LoggerProvider({ processors: [processor] });
if (!shareLoggerProvider(provider).apiLogs) throw new Error('the provider is not shared');

async function main() {
  const local = await startLocalServer();
  await local.close();
  const logger = provider.getLogger('bundled');
  for (let index = 0; index < 5; index++) logger.emit({ body: `record ${index}` });
  if (END === 'exit') process.exit(3);
  await provider.shutdown();
}

void main();
