// Logs more in one turn of the event loop than the queue of a batch processor holds, and ends.
import { logs } from '@opentelemetry/api-logs';

for (let id = 0; id < 100_000; id++) logs.getLogger('test').emit({ body: id });
