// Each call logs once; the tests compare what arrives with these.
const { trace } = require('@opentelemetry/api');
const { circular, errorWithCause, nested, plainError, special } = require('./values.cjs');

/** @param {typeof import('pino')} pino */
module.exports = function logEverything(pino) {
  const logger = pino({ level: 'trace' }, { write() {} });
  logger.info('hello');
  logger.warn({ orderId: 7, 'http.route': '/orders' }, 'with meta');
  logger.error(plainError());
  logger.error(errorWithCause(), 'failed');
  logger.error({ err: errorWithCause() }, 'failed');
  logger.error({ error: errorWithCause() }, 'failed');
  logger.info(nested(), 'nested');
  logger.child({ module: 'cart' }).debug({ step: 2 }, 'from a child');
  logger.info({ big: 12345678901234567890n, kept: 1 }, 'bigint');
  logger.info({ circle: circular() }, 'circular');
  logger.info(special(), 'special');
  logger.info('hello %s, %d', 'bob', 7);
  logger.fatal({ extra: true });
  logger.info({ 'otel.event.name': 'order.placed' }, 'event');
  trace.getTracer('test').startActiveSpan('span', (span) => {
    logger.info({ traceId: span.spanContext().traceId, spanId: span.spanContext().spanId }, 'in a span');
    span.end();
  });
};
