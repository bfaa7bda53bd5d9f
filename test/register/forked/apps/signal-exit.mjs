// Logs in a callback of signal-exit, in the version that the environment names, and on demand in a listener of its own.
import { logs } from '@opentelemetry/api-logs';

const logger = logs.getLogger('service');
setInterval(() => undefined, 60_000);
logger.emit({ body: 'started' });

const { default: version3, onExit = version3 } = await import(process.env.SIGNAL_EXIT ?? '');
onExit(() => logger.emit({ body: 'callback' }));
if (process.env.LISTENS !== undefined) {
  process.once('SIGTERM', () => {
    logger.emit({ body: 'listener' });
    process.exit(7);
  });
}
process.send?.('ready');
