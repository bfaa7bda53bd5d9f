// Logs in its own listener of SIGTERM, and ends in the way that the environment names; otherwise Next.js ends the process.
import { logs } from '@opentelemetry/api-logs';
import { onDelivery } from '../../zero-code/apps/on-delivery.mjs';

/** The service has answered for the first record, which a request logs. */
const requestIsDelivered = new Promise<void>((resolve) => onDelivery(resolve));

function log(): void {
  logs.getLogger('shop').emit({ body: 'got SIGTERM' });
}

async function endAfterDelivery(): Promise<void> {
  await requestIsDelivered;
  log();
  onDelivery(() => process.exit(7));
}

process.once('SIGTERM', () => {
  if (process.env.ENDS === 'after the delivery') {
    void endAfterDelivery();
  } else {
    log();
    if (process.env.ENDS === 'at once') process.exit(7);
  }
});
