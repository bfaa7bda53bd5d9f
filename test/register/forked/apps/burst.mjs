// Logs more in one turn than any queue of a batch processor holds, and ends by itself.
import { logs } from '@opentelemetry/api-logs';

for (let id = 0; id < 100_000; id++) logs.getLogger('test').emit({ body: id });
