// The service's three loggers. Each notes what it is asked to log before OpenTelemetry sees it, so that the demo
// can tell whether all of it arrived.
import { SeverityNumber, logs } from '@opentelemetry/api-logs';
import pino from 'pino';
import winston from 'winston';

/** @typedef {{ logger: 'winston' | 'pino' | 'OpenTelemetry', level: string, message: string }} Logged */

/** All that was logged so far. @type {Logged[]} */
export const logged = [];

const noted = winston.format((info) => {
  logged.push({ logger: 'winston', level: info.level, message: String(info.message) });
  return info;
});

/** winston: what happens at the front door. */
export const web = winston.createLogger({ level: 'debug', format: noted() });

/** pino: what happens to the money. Its own output goes nowhere. */
export const payments = pino(
  {
    level: 'debug',
    hooks: {
      logMethod(args, method, level) {
        const message = args.find((arg) => typeof arg === 'string') ?? '';
        logged.push({ logger: 'pino', level: String(pino.levels.labels[level]), message });
        method.apply(this, args);
      },
    },
  },
  { write() {} },
);

const stock = logs.getLogger('shop.stock', '1.4.0');

/**
 * The OpenTelemetry API: what happens in the warehouse, as events with a name.
 * @param {'INFO' | 'WARN'} level
 * @param {string} eventName
 * @param {string} body
 * @param {import('@opentelemetry/api-logs').LogAttributes} attributes
 */
export function stockEvent(level, eventName, body, attributes) {
  logged.push({ logger: 'OpenTelemetry', level: level.toLowerCase(), message: body });
  stock.emit({ severityNumber: SeverityNumber[level], eventName, body, attributes });
}
