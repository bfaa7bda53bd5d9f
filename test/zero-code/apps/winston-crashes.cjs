// Throws an error in a span. winston writes it to the console, and ends the process three seconds later.
const { trace } = require('@opentelemetry/api');
const winston = require('winston');

winston.createLogger({ transports: [new winston.transports.Console({ handleExceptions: true })] });
trace.getTracer('test').startActiveSpan('span', () => {
  setImmediate(() => {
    throw new RangeError('out of tea');
  });
});
