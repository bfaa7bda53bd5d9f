// A service with two processors that logs the losses of the first, and ends at once.
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { CloudWatchLogRecordProcessor } from 'opentelemetry-exporter-cloudwatch-logs';

let isLogged = false;
const provider = new LoggerProvider({
  resource: resourceFromAttributes({ 'service.name': 'shop' }),
  processors: [
    new CloudWatchLogRecordProcessor({
      logGroupName: '/denied',
      onLoss({ logGroupName, count }) {
        process.stdout.write(`lost ${count} of ${logGroupName}\n`);
        if (!isLogged) logger.emit({ body: 'a loss' });
        isLogged = true;
      },
    }),
    new CloudWatchLogRecordProcessor({
      logGroupName: '/allowed',
      onLoss: ({ logGroupName, count }) => process.stdout.write(`lost ${count} of ${logGroupName}\n`),
    }),
  ],
});
const logger = provider.getLogger('app');
logger.emit({ body: 'last' });
process.exit(3);
