// Logs in its own listener of SIGTERM, and ends in the way that the environment names; otherwise Next.js ends the process.
import { logs } from '@opentelemetry/api-logs';
import { onDelivery } from '../../zero-code/apps/on-delivery.mjs';

/** The service has answered for the first record, which a request logs. */
const requestIsDelivered = new Promise<void>((resolve) => onDelivery(resolve));

function log(): void {
  logs.getLogger('shop').emit({ body: 'got SIGTERM' });
}

process.once('SIGTERM', () => {
  if (process.env.ENDS === 'after the delivery') {
    void requestIsDelivered.then(() => {
      log();
      onDelivery(() => process.exit(7));
    });
    return;
  }
  log();
  if (process.env.ENDS === 'at once') process.exit(7);
});
