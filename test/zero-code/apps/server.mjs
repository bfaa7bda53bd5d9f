// A service that runs until a signal ends it: has a span, logs once, reports it, and waits.
import { trace } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';

const logger = logs.getLogger('server');
logger.emit({ body: 'started' });
trace.getTracer('server').startSpan('start').end();
setInterval(() => undefined, 60_000);
if (process.env.GRACEFUL !== undefined) {
  process.once('SIGTERM', () => {
    process.on('message', (/** @type {string} */ order) => {
      if (order === 'end') process.exit(7);
      logger.emit({ body: order });
    });
    if (process.env.GRACEFUL === 'logs') logger.emit({ body: 'ending' });
    process.send?.('ending');
  });
}
process.send?.('ready');
