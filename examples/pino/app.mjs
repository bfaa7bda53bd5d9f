// A pino logger whose records go to CloudWatch Logs with their trace ids; nothing in here knows of it.
//
//   run:      node --import ./examples/pino/instrumentation.mjs examples/pino/app.mjs
//   locally:  after pasting the lines that node examples/local-server.mjs prints
//   on AWS:   with AWS_REGION and credentials, then: aws logs tail /otel/pino-example
import { trace } from '@opentelemetry/api';
import pino from 'pino';

// pino always has a destination, by default stdout. Where the platform sends stdout to CloudWatch Logs too, each
// record would be paid twice: here it goes nowhere.
const nowhere = { write() {} };
const logger = pino({ level: 'debug' }, nowhere).child({ component: 'checkout' });

logger.info('service started');

trace.getTracer('checkout').startActiveSpan('POST /orders', (span) => {
  logger.debug({ order: { id: 'A-1001', items: [{ sku: 'TEA', quantity: 2 }] } }, 'order received');
  logger.warn({ sku: 'TEA', left: 3, product: 'Grüner Tee 🍵' }, 'stock is low');
  try {
    throw new Error('card declined', { cause: new Error('card expired') });
  } catch (err) {
    logger.error({ err }, 'payment failed');
  }
  span.end();
});
