// An express service: one span for each request, winston records with its trace id, and an end that loses nothing.
//
//   run:      node --import ./examples/express/instrumentation.mjs examples/express/app.mjs
//   locally:  after pasting the lines that node examples/local-server.mjs prints
//   on AWS:   with AWS_REGION and credentials, then: aws logs tail /otel/express-example --follow
//   use:      curl -X POST localhost:8080/orders -H 'content-type: application/json' -d '{"sku":"TEA"}'
import { SpanKind, context, propagation, trace } from '@opentelemetry/api';
import express from 'express';
import winston from 'winston';
import { provider } from './instrumentation.mjs';

const tracer = trace.getTracer('express-example');
const logger = winston.createLogger({ level: 'info' });

/** @type {express.RequestHandler} */
const inSpan = (req, res, next) => {
  const caller = propagation.extract(context.active(), req.headers);
  const span = tracer.startSpan(`${req.method} ${req.path}`, { kind: SpanKind.SERVER }, caller);
  const active = trace.setSpan(caller, span);
  // 'finish' comes from the socket, outside the request's own context; hence `bind`.
  const answered = context.bind(active, () => {
    logger.info('request answered', {
      'http.request.method': req.method,
      'url.path': req.path,
      'http.response.status_code': res.statusCode,
    });
    span.end();
  });
  res.once('finish', answered);
  context.with(active, next);
};

/** @type {express.RequestHandler} */
const placeOrder = (req, res) => {
  const { sku } = req.body;
  if (sku === 'CUP') throw new Error(`"${sku}" is out of stock`);
  logger.info('order placed', { order: { sku } });
  res.status(201).json({ sku });
};

/** @type {express.ErrorRequestHandler} Four parameters make it one. */
const failed = (err, _req, res, _next) => {
  logger.error('request failed', { err });
  res.status(500).json({ error: 'The order could not be placed.' });
};

const app = express();
app.use(inSpan, express.json());
app.post('/orders', placeOrder);
app.use(failed);

const server = app.listen(Number(process.env['PORT'] ?? 8080), () => {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : address;
  console.log(`listening on http://localhost:${port}`);
});

// No new requests, the open ones answered, then the records delivered; after that nothing holds the process.
process.once('SIGTERM', () => {
  logger.info('stopping');
  server.close(() => void provider.shutdown());
});
