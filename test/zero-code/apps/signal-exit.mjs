// Logs in a callback of signal-exit, in the version that the environment names, and on demand in a listener of its own, or
// when a callback has kept it alive.
import { logs } from '@opentelemetry/api-logs';

const logger = logs.getLogger('service');
setInterval(() => undefined, 60_000);
logger.emit({ body: 'started' });

const { default: version3, onExit = version3 } = await import(process.env.SIGNAL_EXIT ?? '');
onExit(() => {
  logger.emit({ body: 'callback' });
  if (process.env.LIVES_ON === undefined) return false;
  setTimeout(() => {
    logger.emit({ body: 'later' });
    process.send?.('lives on');
  });
  return true;
});
if (process.env.LISTENS !== undefined) {
  process.once('SIGTERM', () => {
    logger.emit({ body: 'listener' });
    process.exit(7);
  });
}
process.send?.('ready');
