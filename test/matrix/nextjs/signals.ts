// Logs in its own listener of SIGTERM, and ends in the way that the environment names; otherwise Next.js ends the process.
import { logs } from '@opentelemetry/api-logs';

process.once('SIGTERM', () => {
  logs.getLogger('shop').emit({ body: 'got SIGTERM' });
  if (process.env.ENDS === 'at once') process.exit(7);
  if (process.env.ENDS === 'after 300 ms') setTimeout(() => process.exit(7), 300);
});
