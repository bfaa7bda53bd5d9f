// Logs in its own listener of SIGTERM and SIGINT, and then ends in the way that the environment names.
import { logs } from '@opentelemetry/api-logs';
import { onDelivery } from './on-delivery.mjs';

const logger = logs.getLogger('service');
const work = setInterval(() => undefined, 60_000);

const ENDS = {
  'at once': () => process.exit(7),
  'after the delivery': () => onDelivery(() => process.exit(7)),
  'on its own'() {
    process.exitCode = 7;
    clearInterval(work);
  },
};

for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, () => {
    logger.emit({ body: `${process.env.NAME ?? 'service'} got ${signal}` });
    for (const [name, end] of Object.entries(ENDS)) if (name === process.env.ENDS) end();
  });
}
process.send?.(process.pid);
// For pm2.
process.send?.('ready');
