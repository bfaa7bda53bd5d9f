// A winston logger whose records go to CloudWatch Logs with their trace ids; nothing in here knows of it.
//
//   run:      node --import ./examples/winston/instrumentation.mjs examples/winston/app.mjs
//   locally:  after pasting the lines that node examples/local-server.mjs prints
//   on AWS:   with AWS_REGION and credentials, then: aws logs tail /otel/winston-example
import { trace } from '@opentelemetry/api';
import winston from 'winston';

// No console transport: where the platform sends stdout to CloudWatch Logs too, each record would be paid twice.
const logger = winston.createLogger({ level: 'debug', defaultMeta: { component: 'checkout' } });

logger.info('service started');

trace.getTracer('checkout').startActiveSpan('POST /orders', (span) => {
  logger.debug('order received', { order: { id: 'A-1001', items: [{ sku: 'TEA', quantity: 2 }] } });
  logger.warn('stock is low', { sku: 'TEA', left: 3, product: 'Grüner Tee 🍵' });
  try {
    throw new Error('card declined', { cause: new Error('card expired') });
  } catch (err) {
    // As `err`, the bridge reads message, stack and cause; as a bare second argument, it would also join the
    // error's message to ours.
    logger.error('payment failed', { err });
  }
  span.end();
});
