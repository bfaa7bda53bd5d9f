// Traces and logs of one NodeSDK: each record of a request carries the id of its trace.
//
//   run:      node --import ./examples/nodesdk/instrumentation.mjs examples/nodesdk/app.mjs
//   locally:  after pasting the lines that node examples/local-server.mjs prints, with OTEL_TRACES_EXPORTER=console
//   on AWS:   with AWS_REGION and credentials, then: aws logs tail /otel/nodesdk-example
import { SpanStatusCode, trace } from '@opentelemetry/api';
import winston from 'winston';

const logger = winston.createLogger();
const tracer = trace.getTracer('shop');

tracer.startActiveSpan('POST /orders', (request) => {
  logger.info('order received', { 'order.id': 'A-1001' });
  tracer.startActiveSpan('charge card', (charge) => {
    const err = new Error('card declined');
    charge.setStatus({ code: SpanStatusCode.ERROR, message: err.message });
    logger.error('payment failed', { err });
    charge.end();
  });
  request.end();
});
