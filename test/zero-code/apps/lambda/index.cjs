// Handlers that log through winston only.
const winston = require('winston');

const logger = winston.createLogger({ transports: [new winston.transports.Console({ silent: true })] });

exports.handler = async (/** @type {{ id: string, fails?: boolean }} */ { id, fails }) => {
  logger.info(id);
  if (fails) throw new Error('failed');
  return id;
};

/**
 * @param {{ id: string }} event
 * @param {{ end(chunk: string): void }} response
 */
const streams = async ({ id }, response) => {
  logger.info(id);
  response.end(id);
};
Reflect.set(streams, Symbol.for('aws.lambda.runtime.handler.streaming'), 'response');
exports.streams = streams;
