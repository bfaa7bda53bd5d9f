// A service without OpenTelemetry, as ES module.
import pino from 'pino';
import winston from 'winston';

winston.createLogger({ transports: [new winston.transports.Console()] }).info('from winston');
pino().info('from pino');
