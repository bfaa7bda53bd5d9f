// Ends on its own, and logs in listeners of the exit: one of Node, or a callback of signal-exit.
import { logs } from '@opentelemetry/api-logs';
import { onExit } from 'signal-exit';

const logger = logs.getLogger('test');
logger.emit({ body: 'before' });
const log = () => logger.emit({ body: 'at exit' });
if (process.env.LISTENER === 'signal-exit') onExit(log);
else process.on('exit', log);
