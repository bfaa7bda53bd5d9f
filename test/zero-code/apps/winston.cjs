// Logs inside a span through winston, as CommonJS, and ends.
const { trace } = require('@opentelemetry/api');
const winston = require('winston');

const logger = winston.createLogger({});
trace.getTracer('test').startActiveSpan('span', (span) => {
  logger.info('hello', { traceId: span.spanContext().traceId });
  span.end();
});
