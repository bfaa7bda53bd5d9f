// Each call logs once; the tests compare what arrives with these.
const { trace } = require('@opentelemetry/api');
const { circular, errorWithCause, nested, plainError } = require('./errors.cjs');

/** @param {typeof import('bunyan')} bunyan */
module.exports = function logEverything(bunyan) {
  const logger = bunyan.createLogger({
    name: 'app',
    streams: [{ type: 'raw', level: 'trace', stream: { write() {} } }],
  });
  logger.info('hello');
  logger.warn({ orderId: 7 }, 'with meta');
  logger.error(plainError());
  logger.error({ err: errorWithCause() }, 'failed');
  logger.info(nested(), 'nested');
  logger.child({ module: 'cart' }).info({ step: 2 }, 'from a child');
  logger.info({ circle: circular(), kept: 1 }, 'circular');
  logger.info('hello %s, %d', 'bob', 7);
  trace.getTracer('test').startActiveSpan('span', (span) => {
    logger.info({ traceId: span.spanContext().traceId, spanId: span.spanContext().spanId }, 'in a span');
    span.end();
  });
};
