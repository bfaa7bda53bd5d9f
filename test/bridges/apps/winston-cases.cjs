// Each call logs once; the tests compare what arrives with these.
const { trace } = require('@opentelemetry/api');
const { circular, errorWithCause, nested, plainError, special } = require('./values.cjs');

/** @param {typeof import('winston')} winston */
module.exports = function logEverything(winston) {
  const logger = winston.createLogger({ level: 'silly', format: winston.format.splat() });
  logger.info('hello');
  logger.warn('with meta', { orderId: 7, 'http.route': '/orders' });
  logger.error(plainError());
  logger.error('failed', errorWithCause());
  logger.error('failed', { err: errorWithCause() });
  logger.error('failed', { error: errorWithCause() });
  logger.info('nested', nested());
  logger.child({ module: 'cart' }).debug('from a child', { step: 2 });
  logger.info('bigint', { big: 12345678901234567890n, kept: 1 });
  logger.info('circular', { circle: circular() });
  logger.info('special', special());
  logger.info('hello %s, %d', 'bob', 7);
  logger.info({ message: 'an object', extra: true });
  logger.info('event', { 'otel.event.name': 'order.placed' });
  trace.getTracer('test').startActiveSpan('span', (span) => {
    logger.info('in a span', { traceId: span.spanContext().traceId, spanId: span.spanContext().spanId });
    span.end();
  });
};
