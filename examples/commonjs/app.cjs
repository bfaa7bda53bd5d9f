// A pino logger in CommonJS, in the format 'flat'.
//
//   run:      node --require ./examples/commonjs/instrumentation.cjs examples/commonjs/app.cjs
//   locally:  after pasting the lines that node examples/local-server.mjs prints
//   on AWS:   with AWS_REGION and credentials, then: aws logs tail /otel/commonjs-example
const pino = require('pino');

// Its own output goes nowhere; see examples/pino.
const logger = pino({ level: 'debug' }, { write() {} });

logger.info({ orderId: 'A-1001', total: 25 }, 'order placed');
logger.error({ err: new Error('card declined') }, 'payment failed');
