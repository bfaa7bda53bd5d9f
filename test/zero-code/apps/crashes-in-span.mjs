// Logs debug records with and without a trace, and ends with an uncaught error in a span.
import { trace } from '@opentelemetry/api';
import { logs, SeverityNumber } from '@opentelemetry/api-logs';

const logger = logs.getLogger('app');
/** @param {string} body */
const debug = (body) => logger.emit({ severityNumber: SeverityNumber.DEBUG, body });
const tracer = trace.getTracer('app');

debug('started');
tracer.startActiveSpan('good', () => debug('all is well'));
tracer.startActiveSpan('bad', () => {
  debug('takes tea');
  setImmediate(() => {
    throw new RangeError('out of tea');
  });
});
