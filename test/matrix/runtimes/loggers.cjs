// The same as CommonJS.
const pino = require('pino');
const winston = require('winston');

winston.createLogger({ transports: [new winston.transports.Console()] }).info('from winston');
pino().info('from pino');
