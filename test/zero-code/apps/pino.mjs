// Logs inside a span through pino, as an ES module, and ends.
import { trace } from '@opentelemetry/api';
import pino from 'pino';

const logger = pino({}, { write() {} });
trace.getTracer('test').startActiveSpan('span', (span) => {
  logger.info({ traceId: span.spanContext().traceId }, 'hello');
  span.end();
});
