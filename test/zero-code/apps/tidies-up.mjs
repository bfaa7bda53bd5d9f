// Ends on its own, and logs during its cleanup: at once, and when that is delivered, or as often as the environment names.
import { EventEmitter } from 'node:events';
import { logs } from '@opentelemetry/api-logs';
import { onDelivery } from './on-delivery.mjs';

const logger = logs.getLogger('test');
logger.emit({ body: 'last words' });
process.once('beforeExit', () => {
  logger.emit({ body: 'tidying up' });
  onDelivery(() => logger.emit({ body: 'tidied up' }));
});
let more = Number(process.env.MORE ?? 0);
if (more > 0)
  process.on('beforeExit', () => more-- > 0 && setTimeout(() => logger.emit({ body: `more ${more}` })));
process.on('exit', () => {
  const listeners = ['SIGTERM', 'SIGINT', 'beforeExit'].flatMap((name) =>
    new EventEmitter().listeners.call(process, name).map((listener) => listener.name),
  );
  process.stdout.write(listeners.filter((name) => /^(on(Signal|BeforeExit)|shutdown)$/.test(name)).join());
});
