// A service that lives until it is told to end: has a span, logs once, says so, and waits.
import { trace } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';

const logger = logs.getLogger('server');
logger.emit({ body: 'started' });
trace.getTracer('server').startSpan('start').end();
setInterval(() => undefined, 60_000);
if (process.env.GRACEFUL !== undefined) {
  process.once('SIGTERM', () => {
    setTimeout(() => {
      logger.emit({ body: 'tidied up' });
      process.exitCode = 7;
      setTimeout(() => process.exit(), 1_500);
    }, 200);
  });
}
process.send?.('ready');
