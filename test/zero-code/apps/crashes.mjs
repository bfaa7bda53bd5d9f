// Ends with an uncaught error of the kind that the environment names.
import { logs, SeverityNumber } from '@opentelemetry/api-logs';

const logger = logs.getLogger('app');

if (process.env.LISTENS === 'and ends') process.on('uncaughtException', () => process.exit(3));
if (process.env.LISTENS === 'and ends later') {
  process.on('uncaughtException', () => setImmediate(() => setImmediate(() => process.exit(3))));
}
if (process.env.LISTENS === 'and ends on its own')
  process.on('uncaughtException', () => (process.exitCode = 3));
if (process.env.LISTENS === 'and lives') process.on('uncaughtException', () => undefined);
// Node treats an error thrown by the main module itself as a rejection.
setImmediate(() => {
  const error = new RangeError('out of tea');
  if (process.env.LOGS !== undefined) {
    logger.emit({ severityNumber: SeverityNumber.ERROR, body: `failed: ${error.message}` });
  }
  if (process.env.REJECTS === undefined) throw error;
  void Promise.reject(error);
});
