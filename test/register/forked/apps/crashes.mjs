// Ends by an error that nobody catches, in the way that the environment names.
import { logs, SeverityNumber } from '@opentelemetry/api-logs';

const logger = logs.getLogger('app');

if (process.env.LISTENS === 'and ends') process.on('uncaughtException', () => process.exit(3));
if (process.env.LISTENS === 'and lives') process.on('uncaughtException', () => undefined);
// Node takes what the main module itself throws for a rejection.
setImmediate(() => {
  const error = new RangeError('out of tea');
  if (process.env.LOGS !== undefined) {
    logger.emit({ severityNumber: SeverityNumber.ERROR, body: `failed: ${error.message}` });
  }
  if (process.env.REJECTS === undefined) throw error;
  void Promise.reject(error);
});
