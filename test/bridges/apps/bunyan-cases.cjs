// Each call logs once; the tests compare what arrives with these.
const { Writable } = require('node:stream');
const { trace } = require('@opentelemetry/api');
const { circular, errorWithCause, nested, plainError, special } = require('./values.cjs');

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
  logger.info({ big: 12345678901234567890n, kept: 1 }, 'bigint');
  // A stream that wants text, as stdout does, serializes the record before any other stream receives it.
  const ofText = bunyan.createLogger({ name: 'app', stream: new Writable() });
  try {
    ofText.info({ big: 12345678901234567890n }, 'bigint');
  } catch {
    logger.info('bunyan threw');
  }
  logger.info({ circle: circular(), kept: 1 }, 'circular');
  logger.info(special(), 'special');
  logger.info('hello %s, %d', 'bob', 7);
  logger.info({ 'otel.event.name': 'order.placed' }, 'event');
  trace.getTracer('test').startActiveSpan('span', (span) => {
    logger.info({ traceId: span.spanContext().traceId, spanId: span.spanContext().spanId }, 'in a span');
    span.end();
  });
};
